"""Prints a document as PDF/UA-1 through Typst, and a drawing as a picture for Word.

What people typed travels to the template as data and never as markup, so nothing in a paper can be
read as a command. Typst refuses what is not accessible; ``problems.repair`` leaves it little to
refuse, and for what is left the author is told which paragraph it is.
"""

from functools import cache
from typing import cast

import typst

from documents import fonts

_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)"""


class UnprintableDocument(ValueError):
    """A document that a format refuses, with the place where it does."""

    def __init__(self, message: str, *, anchor: str = "", place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.anchor = anchor
        self.place = place


def png(svg: str, *, width_pt: float, ppi: int = 160) -> bytes:
    """A drawing as a picture, in the fonts of the papers."""
    inputs = {"svg": svg, "width": str(width_pt)}
    compiler = typst.Compiler(input=_PICTURE, font_paths=_fonts(), sys_inputs=inputs)
    try:
        picture = compiler.compile(format="png", ppi=ppi)
    except typst.TypstError as error:
        raise UnprintableDocument(str(error)) from error
    return cast(bytes, picture)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(fonts.folder())],
    )
