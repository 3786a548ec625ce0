"""What SQLite itself refuses: rows of the log are added in order, and never changed, replaced or deleted.

Whoever can write the file can also drop these; they stop mistakes and hasty hands. What stops the rest is that
``verify`` finds it.
"""

from __future__ import annotations

_NEVER = "{table} is only ever added to"


def guards() -> tuple[str, ...]:
    """The statements that make the triggers."""
    made: list[str] = []
    for table in ("entries", "tree", "countersigned"):
        made += [_refuse(table, "UPDATE"), _refuse(table, "DELETE")]
    made += [_refuse("parts", "UPDATE"), _refuse("ids", "UPDATE"), _refuse("superseded", "UPDATE")]
    made += [
        _refuse("head", "DELETE"),
        _refuse("cosigned", "DELETE"),
        _refuse("log", "DELETE"),
        _refuse("actors", "UPDATE"),
    ]
    made += [_delete_while_destroying(table, token) for table, token in _TOKENS.items()]
    made += _ADDED
    return tuple(made)


def _refuse(table: str, action: str, when: str = "") -> str:
    name = f"{table}_no_{action.lower()}"
    rule = _NEVER.format(table=table)
    return f"CREATE TRIGGER {name} BEFORE {action} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{rule}'); END"


#: How a row that a destruction may delete finds the matter that is being destroyed.
_OF_ENTRY = "(SELECT case_token FROM entries WHERE idx = OLD.idx)"
_TOKENS = {
    "parts": _OF_ENTRY,
    "ids": _OF_ENTRY,
    "superseded": _OF_ENTRY,
    "matters": "OLD.token",
    "actors": "OLD.token",
}


def _delete_while_destroying(table: str, token: str) -> str:
    return _refuse(table, "DELETE", f"WHEN NOT EXISTS (SELECT 1 FROM destroying WHERE token = {token}) ")


def _when(name: str, table: str, action: str, condition: str, rule: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {action} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{rule}'); END"


_ADDED = (
    # Also keeps INSERT OR REPLACE out, whatever the connection says of recursive triggers.
    _when(
        "entries_in_order", "entries", "INSERT", "NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM entries)",
        "entries are added one after the other",
    ),
    _when(
        "tree_once", "tree", "INSERT",
        "EXISTS (SELECT 1 FROM tree WHERE level = NEW.level AND place = NEW.place)", "a subtree is written once",
    ),
    _when(
        "parts_once", "parts", "INSERT", "EXISTS (SELECT 1 FROM parts WHERE idx = NEW.idx AND name = NEW.name)",
        "a part is written once",
    ),
    _when("ids_once", "ids", "INSERT", "EXISTS (SELECT 1 FROM ids WHERE mark = NEW.mark)", "an id is given once"),
    _when(
        "head_once", "head", "INSERT", "EXISTS (SELECT 1 FROM head)", "there is one head",
    ),
    _when("head_grows", "head", "UPDATE", "NEW.size <= OLD.size", "the log only grows"),
    _when(
        "cosigned_gains", "cosigned", "UPDATE", "NEW.size IS NOT OLD.size OR length(NEW.note) <= length(OLD.note)",
        "a cosigned head only gains signatures",
    ),
    _when("log_once", "log", "INSERT", "EXISTS (SELECT 1 FROM log)", "a log has one origin"),
    _when(
        "log_origin", "log", "UPDATE", "NEW.origin IS NOT OLD.origin OR NEW.format IS NOT OLD.format",
        "a log keeps its origin",
    ),
    _when(
        "matters_tokens", "matters", "UPDATE",
        "NEW.token IS NOT OLD.token OR ((NEW.key_id IS NOT OLD.key_id OR NEW.subject IS NOT OLD.subject"
        " OR NEW.matter IS NOT OLD.matter OR NEW.name IS NOT OLD.name)"
        " AND NOT EXISTS (SELECT 1 FROM destroying WHERE token = OLD.token))",
        "a matter keeps its token and its key",
    ),
)  # fmt: skip
