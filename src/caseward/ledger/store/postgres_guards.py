"""What PostgreSQL itself refuses, and who may do what in it.

Rows of the log are added in order, and never changed or deleted; a destruction deletes only what belongs to the matter
it names in ``destroying``. Whoever owns the tables can also drop these; that is what ``verify`` finds.
"""

from __future__ import annotations

from caseward.ledger.store.postgres import SCHEMA

OWNER, WRITER, READER, VERIFIER = (f"caseward_{who}" for who in ("owner", "writer", "reader", "verifier"))
#: Roles are the whole server's; each login is made a member of one by the administrator.
ROLES = (OWNER, WRITER, READER, VERIFIER)

_NEVER = {
    "entries": "UPDATE OR DELETE",
    "tree": "UPDATE OR DELETE",
    "countersigned": "UPDATE OR DELETE",
    "parts": "UPDATE",
    "ids": "UPDATE",
    "superseded": "UPDATE",
    "actors": "UPDATE",
    "head": "DELETE",
    "cosigned": "DELETE",
    "log": "DELETE",
}
_OF_ENTRY = "(SELECT e.case_token FROM entries e WHERE e.idx = OLD.idx)"
#: How a row that a destruction may delete finds the matter that is being destroyed.
_TOKENS = {
    "parts": _OF_ENTRY,
    "ids": _OF_ENTRY,
    "superseded": _OF_ENTRY,
    "matters": "OLD.token",
    "actors": "OLD.token",
}
_CHANGED = "({}) IS DISTINCT FROM ({})".format(
    *(", ".join(f"{row}.{c}" for c in ("key_id", "subject", "matter", "name")) for row in ("NEW", "OLD"))
)
#: Table, action, the condition under which it is refused, and what is then said.
_RULES = (
    ("entries", "INSERT", "NEW.idx IS DISTINCT FROM (SELECT coalesce(max(idx) + 1, 0) FROM entries)",
     "entries are added one after the other"),
    ("head", "INSERT", "EXISTS (SELECT 1 FROM head)", "there is one head"),
    ("head", "UPDATE", "NEW.size <= OLD.size", "the log only grows"),
    ("cosigned", "UPDATE", "NEW.size <> OLD.size OR length(NEW.note) <= length(OLD.note)",
     "a cosigned head only gains signatures"),
    ("log", "INSERT", "EXISTS (SELECT 1 FROM log)", "a log has one origin"),
    ("log", "UPDATE", "NEW.origin <> OLD.origin OR NEW.format <> OLD.format", "a log keeps its origin"),
    ("matters", "UPDATE",
     f"NEW.token <> OLD.token OR ({_CHANGED} AND NOT EXISTS (SELECT 1 FROM destroying d WHERE d.token = OLD.token))",
     "a matter keeps its token and its key"),
    *((table, "DELETE", f"NOT EXISTS (SELECT 1 FROM destroying d WHERE d.token = {token})",
       f"{table} is only ever added to") for table, token in _TOKENS.items()),
)  # fmt: skip


def guards() -> tuple[str, ...]:
    """The statements that make the functions and triggers."""
    made = [_function("refused", "RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = '23000'")]
    for table, actions in _NEVER.items():
        rule = f"{table} is only ever added to"
        made.append(_trigger(f"{table}_never", table, actions, "ROW", f"refused('{rule}')"))
    for table, action, condition, rule in _RULES:
        name = f"{table}_{action.lower()}_rule"
        row = "OLD" if action == "DELETE" else "NEW"
        body = f"IF {condition} THEN RAISE EXCEPTION '{rule}' USING ERRCODE = '23000'; END IF; RETURN {row}"
        made += [_function(name, body), _trigger(name, table, action, "ROW", f"{name}()")]
    for table in dict.fromkeys((*_NEVER, *_TOKENS, "requests")):
        rule = f"{table} is only ever added to"
        made.append(_trigger(f"{table}_whole", table, "TRUNCATE", "STATEMENT", f"refused('{rule}')"))
    return tuple(made)


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = {SCHEMA}, pg_temp"
        f" AS $$ BEGIN {body}; END $$"
    )


def _trigger(name: str, table: str, actions: str, each: str, call: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {actions} ON {table} FOR EACH {each} EXECUTE FUNCTION {call}"


_ADDED = "entries, parts, tree, cosigned, countersigned, requests, matters, actors, ids, superseded, destroying"
_ERASED = "parts, ids, superseded, matters, actors, destroying"
_VERIFIED = "log, entries, parts, tree, head, cosigned, countersigned, matters, ids, superseded"


def grants() -> tuple[str, ...]:
    """The statements that make the roles, where the server has none yet, and say what each may do."""
    return (
        *(_role(name) for name in ROLES),
        f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {WRITER}, {READER}, {VERIFIER}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {WRITER}, {READER}",
        f"GRANT SELECT ON {_VERIFIED} TO {VERIFIER}",
        f"GRANT INSERT ON {_ADDED} TO {WRITER}",
        f"GRANT UPDATE (size, note) ON head TO {WRITER}",
        f"GRANT UPDATE (vkey) ON log TO {WRITER}",
        f"GRANT UPDATE (note) ON cosigned TO {WRITER}",
        f"GRANT UPDATE (key_id, subject, matter, name, state) ON matters TO {WRITER}",
        f"GRANT DELETE ON {_ERASED} TO {WRITER}",
    )


def _role(name: str) -> str:
    """A role without a login. Two stores made at once may both want it."""
    return (
        f"DO $$ BEGIN CREATE ROLE {name} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
