"""How an id of the record stands in an address: an id may be any text, and a slash or dots would lead elsewhere."""

from __future__ import annotations

from typing import Final

NAME: Final = "id"
"""By which the addresses of the apps name this converter."""
_WRITTEN: Final = {"~": "~7E", "/": "~2F"}
_DOTS: Final = {".": "~2E", "..": "~2E~2E"}


class IdInAddress:
    """Nearly every id stands there as it is; in the others a slash is ``~2F``, and ``~`` itself ``~7E``."""

    regex = "[^/]+"

    def to_url(self, value: object) -> str:
        """An id as part of an address."""
        text = str(value)
        return _DOTS.get(text) or "".join(_WRITTEN.get(letter, letter) for letter in text)

    def to_python(self, text: str) -> str:
        """The id that a part of an address stands for."""
        return text.replace("~2E", ".").replace("~2F", "/").replace("~7E", "~")
