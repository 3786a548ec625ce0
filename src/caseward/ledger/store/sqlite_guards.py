"""What a store refuses, in SQLite's words: see ``rules``."""

from __future__ import annotations

from caseward.ledger.store.rules import INSERT, NEVER, RULES, Rule, added_to

#: Only here a row can be put in the place of another (INSERT OR REPLACE), past triggers that refuse its deletion.
_ONCE = (
    Rule(
        "tree_once", "tree", INSERT, "EXISTS (SELECT 1 FROM tree WHERE level = NEW.level AND place = NEW.place)",
        "a subtree is written once",
    ),
    Rule("parts_once", "parts", INSERT, "NEW.idx < (SELECT size FROM head)", "a part comes with its entry"),
    Rule("ids_once", "ids", INSERT, "EXISTS (SELECT 1 FROM ids WHERE mark = NEW.mark)", "an id is given once"),
)  # fmt: skip


def guards() -> tuple[str, ...]:
    """The statements that make the triggers."""
    never = [
        Rule(f"{table}_no_{action.lower()}", table, action, "", added_to(table))
        for table, actions in NEVER.items()
        for action in actions
    ]
    return tuple(_trigger(rule) for rule in (*never, *RULES, *_ONCE))


def _trigger(rule: Rule) -> str:
    when = f"WHEN {rule.condition} " if rule.condition else ""
    refuses = f"SELECT RAISE(ABORT, '{rule.says}')"
    return f"CREATE TRIGGER {rule.name} BEFORE {rule.action} ON {rule.table} {when}BEGIN {refuses}; END"
