"""A drawing as PNG, without a browser and without the machine's fonts: the converter carries letters of its own."""

from __future__ import annotations

import vl_convert

#: Half as large again as drawn: about 200 dots an inch when printed across A4.
SCALE = 1.5


def png(svg: str) -> bytes:
    """The PNG of an SVG drawing."""
    made: bytes = vl_convert.svg_to_png(svg, scale=SCALE)
    return made
