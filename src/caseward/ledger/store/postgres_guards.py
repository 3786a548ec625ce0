"""What a store refuses (see ``rules``), in PostgreSQL's words, and who may do what in it."""

from __future__ import annotations

from caseward.ledger.store.postgres import SCHEMA
from caseward.ledger.store.rules import DELETE, NEVER, RULES, TOKENS, added_to

OWNER, WRITER, READER, VERIFIER = (f"caseward_{who}" for who in ("owner", "writer", "reader", "verifier"))
#: Roles are the whole server's; each login is made a member of one by the administrator.
ROLES = (OWNER, WRITER, READER, VERIFIER)


#: The server keeps samples of what a column holds, for its planner. Of what a destruction deletes it gets none.
_UNSAMPLED = (
    "parts.box", "ids.mark", "matters.subject", "matters.matter", "matters.name", "actors.mark", "actors.name",
    "requests.key", "requests.digest",
)  # fmt: skip


def guards() -> tuple[str, ...]:
    """The statements that make the functions and triggers, and keep samples from being taken."""
    made = [_unsampled(*column.split(".")) for column in _UNSAMPLED]
    made += [_function("refused", "RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = '23000'")]
    for table, actions in NEVER.items():
        made.append(_trigger(f"{table}_never", table, " OR ".join(actions), "ROW", f"refused('{added_to(table)}')"))
    for name, table, action, condition, says in RULES:
        row = "OLD" if action == DELETE else "NEW"
        body = f"IF {condition} THEN RAISE EXCEPTION '{says}' USING ERRCODE = '23000'; END IF; RETURN {row}"
        made += [_function(name, body), _trigger(name, table, action, "ROW", f"{name}()")]
    for table in dict.fromkeys((*NEVER, *TOKENS, "requests")):
        made.append(_trigger(f"{table}_whole", table, "TRUNCATE", "STATEMENT", f"refused('{added_to(table)}')"))
    return tuple(made)


def _unsampled(table: str, column: str) -> str:
    return f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0"


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
        f"GRANT UPDATE (digest) ON requests TO {WRITER}",
        f"GRANT UPDATE (key_id, subject, matter, name, state) ON matters TO {WRITER}",
        f"GRANT DELETE ON {_ERASED} TO {WRITER}",
    )


def _role(name: str) -> str:
    """A role without a login. Two stores made at once may both want it."""
    return (
        f"DO $$ BEGIN CREATE ROLE {name} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
