"""What every database of a store refuses: rows of the log are added in order, and never changed, replaced or deleted.

One list for all: ``sqlite_guards`` and ``postgres_guards`` put it in their database's words. Whoever owns the file or
the tables can also drop the triggers; they stop mistakes and hasty hands. What stops the rest is that ``verify`` finds
it.
"""

from __future__ import annotations

from typing import NamedTuple

UPDATE, DELETE, INSERT = "UPDATE", "DELETE", "INSERT"

#: What may never be done to a table.
NEVER = {
    "entries": (UPDATE, DELETE),
    "tree": (UPDATE, DELETE),
    "countersigned": (UPDATE, DELETE),
    "parts": (UPDATE,),
    "ids": (UPDATE,),
    "superseded": (UPDATE,),
    "actors": (UPDATE,),
    "head": (DELETE,),
    "cosigned": (DELETE,),
    "log": (DELETE,),
}
_OF_ENTRY = "(SELECT case_token FROM entries WHERE entries.idx = OLD.idx)"
#: How a row that a destruction may delete finds the matter that is being destroyed.
TOKENS = {
    "parts": _OF_ENTRY,
    "ids": _OF_ENTRY,
    "superseded": _OF_ENTRY,
    "matters": "OLD.token",
    "actors": "OLD.token",
}


class Rule(NamedTuple):
    """An action on a table is refused where a condition on the row (NEW, OLD) holds, and something is said then."""

    name: str
    table: str
    action: str
    condition: str
    says: str


def added_to(table: str) -> str:
    """What is said when a row is to be changed or deleted."""
    return f"{table} is only ever added to"


def not_destroying(token: str) -> str:
    """Holds unless the matter of a token is being destroyed."""
    return f"NOT EXISTS (SELECT 1 FROM destroying WHERE destroying.token = {token})"


# Columns that may be empty are compared with something in the place of nothing: not every version of SQLite that reads
# a store knows IS DISTINCT FROM.
_CHANGED = " OR ".join(
    (
        "NEW.key_id <> OLD.key_id",
        *(f"coalesce(NEW.{c}, '') <> coalesce(OLD.{c}, '')" for c in ("subject", "matter", "name")),
    )
)
RULES = (
    # In SQLite this also keeps INSERT OR REPLACE out, whatever the connection says of recursive triggers.
    Rule(
        "entries_in_order", "entries", INSERT, "NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM entries)",
        "entries are added one after the other",
    ),
    Rule("head_once", "head", INSERT, "EXISTS (SELECT 1 FROM head)", "there is one head"),
    Rule("head_grows", "head", UPDATE, "NEW.size <= OLD.size", "the log only grows"),
    Rule(
        "cosigned_gains", "cosigned", UPDATE, "NEW.size <> OLD.size OR length(NEW.note) <= length(OLD.note)",
        "a cosigned head only gains signatures",
    ),
    Rule("log_once", "log", INSERT, "EXISTS (SELECT 1 FROM log)", "a log has one origin"),
    Rule(
        "log_origin", "log", UPDATE, "NEW.origin <> OLD.origin OR NEW.format <> OLD.format", "a log keeps its origin",
    ),
    Rule(
        "matters_tokens", "matters", UPDATE,
        f"NEW.token <> OLD.token OR (({_CHANGED}) AND {not_destroying('OLD.token')})",
        "a matter keeps its token and its key",
    ),
    *(
        Rule(f"{table}_no_delete", table, DELETE, not_destroying(token), added_to(table))
        for table, token in TOKENS.items()
    ),
)  # fmt: skip
