"""The colours of cells in a workbook: what they are, and what a person would call them."""

import colorsys
import re
from collections.abc import Iterable, Mapping, Sequence

# Excel's own palette by number; 0 to 7 are said again as 8 to 15.
_DIGITS = (
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF800000008000000080808000800080"
    "008080C0C0C08080809999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF000080FF00FF"
    "FFFF0000FFFF8000808000000080800000FF00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FF"
    "FFCC993366FF33CCCC99CC00FFCC00FF9900FF6600666699969696003366339966003300333300"
    "993300993366333399333333"
)
_INDEXED = [_DIGITS[place : place + 6] for place in range(0, len(_DIGITS), 6)]
INDEXED = (*_INDEXED[:8], *_INDEXED)
# Where a cell's colour says "theme 3": these, in this order, of the theme's list.
THEME_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    *(f"accent{n}" for n in range(1, 7)),
    "hlink",
    "folHlink",
)
HEX = re.compile(r"[0-9A-Fa-f]{6}")

# Where on the colour wheel, in degrees, a hue begins to be called something else.
HUES = (
    (15, "red"),
    (70, "amber"),
    (165, "green"),
    (190, "teal"),
    (255, "blue"),
    (335, "purple"),
    (360, "red"),
)
# What we fill a cell with ourselves; each is called by its own name.
FILLS = {
    "grey": "BFBFBF",
    "blue": "5B9BD5",
    "green": "70AD47",
    "amber": "FFC000",
    "red": "FF5050",
    "purple": "A678C8",
    "teal": "40B5B5",
    "white": "FFFFFF",
}


def theme_palette(elements: Iterable[tuple[str, Mapping[str, str]]]) -> list[str]:
    """The colours of a workbook's theme, in the order in which cells number them."""
    found: dict[str, str] = {}
    current = ""
    for tag, said in elements:
        if tag in THEME_ORDER:
            current = tag
        elif current and tag in ("srgbClr", "sysClr"):
            found.setdefault(current, said.get("lastClr", said.get("val", "")).upper())
            current = ""
    return [found.get(name, "") for name in THEME_ORDER]


def shade(said: Mapping[str, str], palette: Sequence[str]) -> str:
    """A colour as six digits, from what a style says of it: by digits, number or theme.

    "" where it cannot be told.
    """
    colour = ""
    if "rgb" in said:
        colour = said["rgb"][-6:]
    elif "theme" in said:
        colour = _numbered(said["theme"], palette)
    elif "indexed" in said:
        colour = _numbered(said["indexed"], INDEXED)
    if not HEX.fullmatch(colour):
        return ""
    return _tinted(colour.upper(), said.get("tint", "0"))


def _numbered(number: str, colours: Sequence[str]) -> str:
    is_number = number.isascii() and number.isdigit() and len(number) < 4
    return colours[int(number)] if is_number and int(number) < len(colours) else ""


def _tinted(colour: str, tint: str) -> str:
    """Lighter by a share of what is missing to white, or darker by a share of what there is."""
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return colour
    if not share or share != share:
        return colour
    hue, light, rich = colorsys.rgb_to_hls(*_parts(colour))
    light = light * (1 + share) if share < 0 else light + (1 - light) * share
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, rich))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def name_of(colour: str) -> str:
    """What a person would call a colour: one of the names that statuses have."""
    hue, light, rich = colorsys.rgb_to_hls(*_parts(colour))
    if light > 0.97:
        return "white"
    if light < 0.08 or rich < 0.12:
        return "grey"
    return next(name for end, name in HUES if hue * 360 <= end)
