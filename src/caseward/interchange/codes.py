"""The codes of everything that can be wrong with a record, each with the line that ``docs/errors.md`` prints.

Codes of single values (CW211, CW231 to CW243) are defined where values are read, in ``caseward.record.faults``.
"""

from __future__ import annotations

from typing import Final

from caseward.record.faults import UNKNOWN_COLUMN as UNKNOWN_COLUMN
from caseward.record.faults import VALUE_CODES

UNKNOWN_FILE: Final = "CW201"
TWO_FILES: Final = "CW202"
EMPTY_FILE: Final = "CW203"
UNREADABLE: Final = "CW204"
ENCODING: Final = "CW205"
NUL: Final = "CW206"
REFUSED_ZIP: Final = "CW207"
TOO_BIG: Final = "CW208"
NO_TABLE: Final = "CW209"
MISSING_COLUMN: Final = "CW212"
DUPLICATE_COLUMN: Final = "CW213"
COLUMN_TYPE: Final = "CW214"
NAMELESS_COLUMN: Final = "CW215"
CELL_COUNT: Final = "CW221"
QUOTES: Final = "CW222"
BAD_JSON: Final = "CW223"
KEY_TWICE: Final = "CW224"
DUPLICATE_ID: Final = "CW251"
DANGLING: Final = "CW252"
WRONG_KIND: Final = "CW253"
REFERS_TO_ITSELF: Final = "CW254"
SET_ASIDE_WITH: Final = "CW255"
RECORDED_BEFORE: Final = "CW261"
UNTIL_BEFORE: Final = "CW262"
ENDS_BEFORE: Final = "CW263"
CORRECTS_NOTHING: Final = "CW271"
CORRECTION_LOOP: Final = "CW272"
CORRECTION_CONFLICT: Final = "CW273"
CORRECTION_BEFORE: Final = "CW274"
BAD_MAPPING: Final = "CW281"
UNMAPPED_COLUMN: Final = "CW282"
UNMAPPED_CODE: Final = "CW283"
FOREIGN_DATE: Final = "CW284"
ZONE: Final = "CW285"

#: Every code of this room and of ``caseward.record``, with one line each.
CODES: dict[str, str] = dict(
    sorted(
        {
            UNKNOWN_FILE: "A file of the record folder that is not named after a kind of entry.",
            TWO_FILES: "Two files for one kind of entry.",
            EMPTY_FILE: "A table without a header.",
            UNREADABLE: "A file that is damaged, cut short, or not what its name says.",
            ENCODING: "Text that is not UTF-8.",
            NUL: "A NUL byte in a text file.",
            REFUSED_ZIP: "An archive that is encrypted, unpacks elsewhere, or names one file twice.",
            TOO_BIG: "A file, archive or table larger than is read.",
            NO_TABLE: "A folder or archive without a table, or a data set without the table that its others name.",
            MISSING_COLUMN: "A column that must be there is not.",
            DUPLICATE_COLUMN: "A column that is there twice.",
            COLUMN_TYPE: "A Parquet column of a type that its field cannot be read from.",
            NAMELESS_COLUMN: "A column without a name.",
            CELL_COUNT: "A row with more or fewer cells than the header.",
            QUOTES: "A quotation mark that is not closed, or is closed in the middle of a cell.",
            BAD_JSON: "A line that is not one JSON object.",
            KEY_TWICE: "A JSON object that has a key twice.",
            DUPLICATE_ID: "An id that two rows have.",
            DANGLING: "A reference to an id that no row has.",
            WRONG_KIND: "A reference to an entry of a kind that cannot stand there.",
            REFERS_TO_ITSELF: "An entry that refers to itself.",
            SET_ASIDE_WITH: "A row set aside only because a row that it needs was set aside.",
            RECORDED_BEFORE: "An entry recorded before it happened.",
            UNTIL_BEFORE: "A span that ends before it starts.",
            ENDS_BEFORE: "A term that ends before it begins.",
            CORRECTS_NOTHING: "A correction of, or replacement by, an entry that does not exist.",
            CORRECTION_LOOP: "Corrections that lead back to where they began.",
            CORRECTION_CONFLICT: "Two corrections of one entry.",
            CORRECTION_BEFORE: "A correction recorded before the entry that it corrects.",
            BAD_MAPPING: "A mapping file that cannot be used.",
            UNMAPPED_COLUMN: "A column of the extract that the mapping neither uses nor lists as ignored.",
            UNMAPPED_CODE: "A code of the extract that the mapping does not translate.",
            FOREIGN_DATE: "A date or time of the extract that is not in the format the mapping names.",
            ZONE: "A local time that the mapping's zone skipped or had twice.",
            **VALUE_CODES,
        }.items()
    )
)
