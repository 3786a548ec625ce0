"""A drawing as PNG, without a browser and without the machine's fonts: the converter carries letters of its own."""

from __future__ import annotations

import vl_convert

#: Twice the size drawn: sharp on a dense screen, and about 200 dots an inch on A4.
SCALE = 2.0


def png(svg: str) -> bytes:
    """The PNG of an SVG drawing."""
    made: bytes = vl_convert.svg_to_png(svg, scale=SCALE)
    return made
