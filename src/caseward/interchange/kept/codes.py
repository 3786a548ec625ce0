"""The codes of what can be wrong when entries go into a kept record or come out of it."""

from __future__ import annotations

from typing import Final

BAD_SETTING: Final = "CW545"
ALREADY_OTHERWISE: Final = "CW546"
WITHHELD: Final = "CW547"
NOT_AN_ENTRY: Final = "CW548"

#: Each with its line for ``docs/errors.md``.
CODES: dict[str, str] = {
    BAD_SETTING: "A setting of a kept record that is unknown, missing, or cannot be what it says.",
    ALREADY_OTHERWISE: "An entry whose id is in the kept record already, where it says something else.",
    WITHHELD: "An entry of a kept record whose contents are sealed, destroyed, or cannot be opened.",
    NOT_AN_ENTRY: "A line that names no kind of entry, or says itself when it was recorded.",
}
