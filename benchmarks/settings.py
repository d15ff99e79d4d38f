"""Settings for measuring: as in production, without its need of TLS."""

import os

os.environ["DEVELOPMENT"] = "1"

from config.settings import *  # noqa: F403, TID251
from config.settings import BASE_DIR, MIDDLEWARE, TEMPLATES  # noqa: TID251

ROOT_URLCONF = "benchmarks.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "templates")
# WhiteNoise answers for static files before a view is asked; it has no part in a page's time.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
