"""What an administrator of the database can try, without any key."""

from __future__ import annotations

import apsw

from tests.faults.insider import FOR_EVER, NEXT_HEAD, Check, Found, Remains, Who, altered, attack, both, missing, told
from tests.faults.insider_scene import SAW, SIZE, Scene
from tests.unit.verify.stores import LOG, draft

WHO = Who.DATABASE
PAYLOAD = "DELETE FROM parts WHERE idx {0}", "DELETE FROM ids WHERE idx {0}"
CLEAN = (Check.VERIFY, Check.OPEN, Check.RECEIPT)


@attack(WHO, missing("no such entry", 5))
def delete_an_entry(s: Scene) -> None:
    """Deletes an entry with its payload and its row in every table."""
    s.sql("DELETE FROM entries WHERE idx = 5", *(sql.format("= 5") for sql in PAYLOAD))


@attack(WHO, both("not the one under the head", range(5, SIZE - 1), [SIZE - 1]))
def delete_and_renumber(s: Scene) -> None:
    """Deletes an entry and moves all later ones up by one place, payloads and marks with them."""
    moved = [
        f"UPDATE {table} SET idx = idx - 1 WHERE idx = {n}"
        for n in range(6, SIZE)
        for table in ("entries", "parts", "ids")
    ]
    s.sql(*(sql.format("= 5") for sql in ("DELETE FROM entries WHERE idx {0}", *PAYLOAD)), *moved)


@attack(WHO, altered("not the one under the head", 4, 5))
def swap_two_entries(s: Scene) -> None:
    """Exchanges the places of two entries of one moment, with all that belongs to them."""
    turn = [
        f"UPDATE {table} SET idx = {b} WHERE idx = {a}"
        for a, b in ((4, 99), (5, 4), (99, 5))
        for table in ("entries", "parts", "ids")
    ]
    s.sql(*turn)


@attack(WHO, altered("not the one under the head", 5))
def change_the_class_of_an_entry(s: Scene) -> None:
    """Makes a contact a field visit, in the bytes of the envelope and in the column."""
    leaf = "leaf = CAST(replace(CAST(leaf AS TEXT), '\"contact\"', '\"field_visit\"') AS BLOB)"
    s.sql(f"UPDATE entries SET {leaf}, kind = 'field_visit' WHERE idx = 5")


@attack(WHO, altered("not the one under the head", 7))
def back_date_an_entry(s: Scene) -> None:
    """Sets `recorded` of an entry to that of one before it, in bytes and column."""
    leaf = "leaf = CAST(replace(CAST(leaf AS TEXT), 'T00:04:00', 'T00:03:00') AS BLOB)"
    s.sql(f"UPDATE entries SET {leaf}, recorded = recorded - 60000000 WHERE idx = 7")


@attack(WHO, altered("columns do not say", 5))
def change_only_the_column_that_searches_use(s: Scene) -> None:
    """Leaves the bytes alone and writes another class into the column, so that a search by class passes it by."""
    s.sql("UPDATE entries SET kind = 'mail_contact' WHERE idx = 5")


@attack(WHO, altered("columns do not say", 5))
def put_an_entry_under_another_case_by_its_column(s: Scene) -> None:
    """Writes another case's token into the column, so that the subject's record does not show the entry."""
    s.sql("UPDATE entries SET case_token = (SELECT case_token FROM entries WHERE idx = 7) WHERE idx = 5")


@attack(WHO, altered("does not open", 5))
def put_the_payload_of_another_entry_in_its_place(s: Scene) -> None:
    """Copies the box of one entry over that of another of the same case, locked under the same key."""
    s.sql(
        "UPDATE parts SET box = (SELECT box FROM parts WHERE idx = 4 AND name = 'facts') WHERE idx = 5 AND name = 'facts'"
    )


@attack(WHO, missing("its payload is not there", 5))
def delete_a_payload(s: Scene) -> None:
    """Leaves the envelope and deletes what it was about."""
    s.sql(*(sql.format("= 5") for sql in PAYLOAD))


@attack(WHO, missing("no order took it", 7))
def delete_a_payload_behind_a_seal(s: Scene) -> None:
    """Deletes the payload of a sealed entry, which hardly anybody can open."""
    s.sql("DELETE FROM parts WHERE idx = 7")


@attack(WHO, missing("no order took it", *(n for n in range(1, SIZE) if n not in (7, 8, 10, 11, 13, 14, 16, 18, 19))))
def erase_a_case_as_if_by_order(s: Scene) -> None:
    """Deletes payloads, marks and names of a whole case and marks it as destroyed, as an order would have."""
    case = "(SELECT case_token FROM entries WHERE idx = 5)"
    of = f"IN (SELECT idx FROM entries WHERE case_token = {case})"
    gone = "state = 'destroyed', subject = NULL, matter = NULL, name = NULL"
    s.sql(*(sql.format(of) for sql in PAYLOAD), f"UPDATE matters SET {gone} WHERE token = {case}")


@attack(WHO, missing("no order took it", 8, 11, 14))
def take_away_the_signature_of_the_authority(s: Scene) -> None:
    """Deletes the countersigned note of a true destruction, so that it looks like a loss."""
    s.sql("DELETE FROM countersigned")


@attack(WHO, told("the log says 'open'"))
def mark_a_case_as_sealed(s: Scene) -> None:
    """Writes `sealed` into the table of cases, so that nobody may add to it or read it."""
    s.sql("UPDATE matters SET state = 'sealed' WHERE state = 'open'")


@attack(WHO, told("the log says 'sealed'"))
def mark_a_sealed_case_as_open(s: Scene) -> None:
    """Takes the mark of sealing away."""
    s.sql("UPDATE matters SET state = 'open' WHERE state = 'sealed'")


@attack(WHO, told("stands under another name"))
def exchange_the_marks_of_two_subjects(s: Scene) -> None:
    """Exchanges the blind marks by which two cases are found, so that each is shown as the other's."""
    one, other = (f"(SELECT case_token FROM entries WHERE idx = {n})" for n in (5, 16))
    held = f"CREATE TEMP TABLE held AS SELECT token, subject, matter FROM matters WHERE token IN ({one}, {other})"
    given = "SET (subject, matter) = (SELECT subject, matter FROM held WHERE held.token <> matters.token)"
    s.sql(held, "UPDATE matters SET subject = randomblob(32), matter = randomblob(32) WHERE token IN (SELECT token FROM held)",
          f"UPDATE matters {given} WHERE token IN (SELECT token FROM held)")  # fmt: skip


@attack(WHO, told("is missing"))
def make_a_case_be_found_by_nobody(s: Scene) -> None:
    """Deletes the row that leads from a subject to the entries of a case."""
    s.sql("DELETE FROM matters WHERE token = (SELECT case_token FROM entries WHERE idx = 5)")


@attack(WHO, told("actors: who stands for the token .* is missing"))
def make_whoever_recorded_unknown(s: Scene) -> None:
    """Deletes the row that says whom the token of an officer stands for."""
    s.sql("DELETE FROM actors WHERE token = (SELECT actor_token FROM entries WHERE idx = 5)")


@attack(WHO, told("row of entry 5 is missing"))
def make_an_entry_be_found_by_no_id(s: Scene) -> None:
    """Deletes the mark of an entry's id, so that looking it up says there is none."""
    s.sql("DELETE FROM ids WHERE idx = 5")


@attack(WHO, told("mark of another id"))
def exchange_two_ids(s: Scene) -> None:
    """Exchanges the marks of two ids, so that each leads to the other's entry."""
    s.sql("CREATE TEMP TABLE held AS SELECT * FROM ids WHERE idx IN (4, 5)", "DELETE FROM ids WHERE idx IN (4, 5)",
          "INSERT INTO ids SELECT mark, 9 - idx FROM held")  # fmt: skip


@attack(WHO, told("by None in the table; by 6 in the log"))
def hide_a_correction(s: Scene) -> None:
    """Deletes the row that says that an entry was corrected, so that the old statement holds again."""
    s.sql("DELETE FROM superseded")


@attack(WHO, told("superseded by 6 in the table; by None"))
def pretend_a_correction(s: Scene) -> None:
    """Adds a row that says an entry was corrected, so that it is set aside."""
    s.sql("INSERT INTO superseded (idx, by_idx) VALUES (5, 6)")


@attack(WHO, told("defined otherwise than in a store"))
def narrow_an_index(s: Scene) -> None:
    """Makes an index again that leaves one entry out, so that questions answered by it do."""
    s.sql("DROP INDEX entries_by_case", "CREATE INDEX entries_by_case ON entries (case_token, idx) WHERE idx <> 5")


@attack(WHO, told("missing from index|wrong # of entries|row not in"))
def leave_an_entry_out_of_an_index(s: Scene) -> None:
    """The same, and then writes the old words into the schema: only the rows of the index are wrong."""
    db = apsw.Connection(str(s.path))
    (old,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'entries_by_case'").fetchone()
    db.execute("DROP INDEX entries_by_case")
    db.execute("CREATE INDEX entries_by_case ON entries (case_token, idx) WHERE idx <> 5")
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'entries_by_case'", (old,))
    db.close()


@attack(WHO, told("lost its trigger entries_no_delete"))
def take_a_guard_away(s: Scene) -> None:
    """Drops a trigger and leaves it dropped, for later."""
    apsw.Connection(str(s.path)).execute("DROP TRIGGER entries_no_delete")


@attack(WHO, told("trigger entries_no_update of the database is defined otherwise"))
def blunt_a_guard_by_editing_the_schema(s: Scene) -> None:
    """Edits what a trigger says where the database keeps its schema, so that it lets everything pass."""
    db = apsw.Connection(str(s.path))
    db.execute("PRAGMA writable_schema = ON")
    db.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, ' BEGIN ', ' WHEN 0 BEGIN ') WHERE name = 'entries_no_update'"
    )
    db.close()


@attack(WHO, told("trigger later that does not belong"))
def leave_a_trigger_that_acts_later(s: Scene) -> None:
    """Adds a trigger that takes something away whenever an entry is appended."""
    apsw.Connection(str(s.path)).execute("CREATE TRIGGER later AFTER INSERT ON entries BEGIN DELETE FROM requests; END")


@attack(WHO, told("no signed head covers"))
def add_an_entry_behind_the_head(s: Scene) -> None:
    """Inserts an entry after the last, without the log's signature."""
    s.sql(
        f"INSERT INTO entries SELECT {SIZE}, leaf, recorded, kind, case_token, actor_token FROM entries WHERE idx = {SIZE - 1}"
    )


@attack(WHO, missing("no such entry", 23, 24))
def cut_the_tail_off(s: Scene) -> None:
    """Deletes the newest entries and their payloads, and leaves the signed head."""
    s.sql("DELETE FROM entries WHERE idx >= 23", *(sql.format(">= 23") for sql in PAYLOAD))


@attack(WHO, both("no such entry", range(16, 20), [20, 21]))
def put_an_old_backup_back(s: Scene) -> None:
    """Puts a copy of the store in its place from before the witness saw the log last."""
    s.put_back("older.sqlite")


@attack(WHO, Found(Check.OPEN, "RolledBack"))
def put_an_old_backup_back_and_go_on(s: Scene) -> None:
    """The same, and the agency, which keeps the last cosigned head beside its settings, tries to go on writing."""
    s.put_back("older.sqlite")


@attack(WHO, Found(Check.WITNESS, "older copy|409|422|has seen"))
def put_an_old_backup_back_and_delete_what_was_seen(s: Scene) -> None:
    """The same, and nobody at the agency or with the inspector has a cosigned head any more."""
    s.put_back("older.sqlite")
    (s.folder / "inspector.note").unlink()


@attack(WHO, Remains(NEXT_HEAD, CLEAN, missing("no such entry", 23, 24, by=Check.HOLDER)))
def put_a_backup_back_from_after_the_witness(s: Scene) -> None:
    """Puts a copy back that is newer than what the witness saw: a whole log, signed, that ends earlier."""
    s.put_back("recent.sqlite")


@attack(WHO, told("there are 0 heads"))
def take_the_head_away(s: Scene) -> None:
    """Deletes the signed head."""
    s.sql("DELETE FROM head")


@attack(WHO, told("stands as one of 16"))
def pass_a_cosigned_head_off_as_a_smaller_one(s: Scene) -> None:
    """Writes another size beside a cosigned head, so that a later part of the log looks unseen."""
    s.sql("DELETE FROM cosigned WHERE size = 16", "UPDATE cosigned SET size = 16 WHERE size = 22")


@attack(WHO, Remains("harmless: whoever checks brings the head they saw", CLEAN))
def forget_every_cosigned_head(s: Scene) -> None:
    """Deletes the cosigned heads that the store keeps."""
    s.sql("DELETE FROM cosigned")


@attack(WHO, told("hash of entry 3"))
def change_a_hash_of_the_tree(s: Scene) -> None:
    """Writes another hash into the tree, from which receipts are made."""
    s.sql("UPDATE tree SET hash = zeroblob(32) WHERE level = 0 AND place = 3")


@attack(WHO, altered("is not trusted here", *range(SIZE)))
def say_that_it_is_another_log(s: Scene) -> None:
    """Writes another name into the row that says which log it is."""
    s.sql("UPDATE log SET origin = 'elsewhere.example/record'")


@attack(WHO, told("under another name than its own"))
def attribute_entries_to_nobody_known(s: Scene) -> None:
    """Writes another mark over an officer, so that what they recorded is not found under their name."""
    s.sql("UPDATE actors SET mark = randomblob(32) WHERE token = (SELECT actor_token FROM entries WHERE idx = 5)")


@attack(WHO, Remains(FOR_EVER + ": the receipt that comes back carries the other entry, for whoever reads it", CLEAN))
def let_a_repeated_request_be_answered_with_other_entries(s: Scene) -> None:
    """Writes other places into the row of a request, so that whoever repeats it gets receipts of other entries."""
    s.sql("UPDATE requests SET first = 9 WHERE first = 1")


@attack(WHO, Found(Check.REFUSED, "NotKept"))
def forget_a_request(s: Scene) -> None:
    """Deletes the row of a request, so that repeating it would keep the same entries twice."""
    s.sql("DELETE FROM requests")
    with s.opened() as store:
        s.tries(lambda: store.append([draft(n, "T-1") for n in range(1, 6)], request="first"))


@attack(WHO, told("is not trusted here"))
def name_a_key_of_their_own(s: Scene) -> None:
    """Writes a key of their own into the row that says which key signs the log."""
    from caseward.ledger.keys import new_signer

    s.sql(f"UPDATE log SET vkey = '{new_signer(LOG.public.name).public}'")


@attack(WHO, missing("no such entry", 8, 11, 14, *range(16, SAW)))
def give_the_inspector_a_doctored_copy(s: Scene) -> None:
    """Gives the inspector a copy that ends with an older head, truly signed and cosigned, and everything made to fit."""
    head = "(SELECT note FROM cosigned WHERE size = 16)"
    later = [f"DELETE FROM {table} WHERE idx >= 16" for table in ("entries", "parts", "ids", "countersigned")]
    tree = "DELETE FROM tree WHERE ((place + 1) << level) > 16"
    states = "UPDATE matters SET state = 'open' WHERE state = 'sealed'"
    s.sql(f"UPDATE head SET size = 16, note = {head}", *later, tree, states, "DELETE FROM cosigned WHERE size > 16")
