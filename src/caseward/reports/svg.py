"""A very small writer of SVG: elements as text, numbers rounded the same way everywhere, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

#: Letters of one width on every machine: the PNG maker carries Liberation Sans; Arial and Helvetica have the same
#: widths.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def number(value: float) -> str:
    """A coordinate with at most two decimals, without trailing zeros and without a minus on zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: str | float) -> str:
    """One element. ``class_`` gives ``class``, ``stroke_width`` gives ``stroke-width``; children are already markup."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(said: str, x: float, y: float, size: float = 14, **attributes: str | float) -> str:
    """One line of text with its baseline at ``y``."""
    return element("text", escape(said), x=x, y=y, font_size=size, **attributes)


def tip(said: str) -> str:
    """What a pointer resting on the element is told, and a screen reader that goes into the picture."""
    return element("title", escape(said))


def group(parts: Iterable[str], **attributes: str | float) -> str:
    """Elements together; nothing at all when there are none."""
    inside = "".join(parts)
    return element("g", inside, **attributes) if inside else ""
