"""What an officer can try through the program, or through a database whose guards stand."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import apsw

from caseward.ledger.orders.sealing import seal
from tests.faults.insider import FOR_EVER, Check, Found, Remains, Who, attack
from tests.faults.insider_scene import LATER, Scene
from tests.unit.verify.stores import draft, order

WHO = Who.OFFICER
LATELY = LATER + timedelta(hours=1)


def _refused(says: str) -> Found:
    return Found(Check.REFUSED, says)


def _statement(s: Scene, sql: str) -> None:
    with closing(apsw.Connection(str(s.path))) as db:
        s.tries(lambda: db.execute(sql))


@attack(WHO, _refused("entries"))
def change_an_entry_by_a_statement(s: Scene) -> None:
    """Runs UPDATE on the entries, past the program."""
    _statement(s, "UPDATE entries SET kind = 'field_visit' WHERE idx = 5")


@attack(WHO, _refused("entries"))
def delete_an_entry_by_a_statement(s: Scene) -> None:
    """Runs DELETE on the entries, past the program."""
    _statement(s, "DELETE FROM entries WHERE idx = 5")


@attack(WHO, _refused("entr"))
def replace_an_entry_by_a_statement(s: Scene) -> None:
    """Runs INSERT OR REPLACE, which deletes without saying so."""
    _statement(
        s,
        "INSERT OR REPLACE INTO entries SELECT idx, leaf, recorded, 'field_visit', case_token, actor_token FROM entries WHERE idx = 5",
    )


@attack(WHO, _refused("payload|part|destr"))
def delete_a_payload_by_a_statement(s: Scene) -> None:
    """Runs DELETE on payloads of a case that no order names."""
    _statement(s, "DELETE FROM parts WHERE idx = 5")


@attack(WHO, _refused("the log only grows"))
def move_the_head_back_by_a_statement(s: Scene) -> None:
    """Runs UPDATE on the head, to a smaller one that was signed."""
    _statement(s, "UPDATE head SET size = 22, note = (SELECT note FROM cosigned WHERE size = 22)")


@attack(WHO, _refused("NotKept"))
def record_under_the_id_of_another_entry(s: Scene) -> None:
    """Records another contact under the id of one that is there."""
    with s.opened(LATELY) as store:
        s.tries(lambda: store.append([draft(5, "T-1")]))


@attack(WHO, _refused("NotKept"))
def correct_what_was_corrected(s: Scene) -> None:
    """Corrects an entry a second time, to undo what the first correction said."""
    with s.opened(LATELY) as store:
        s.tries(lambda: store.append([draft(40, "T-1", "correction", corrects=("e-3",))]))


@attack(WHO, _refused("RequestReused"))
def send_other_entries_under_an_old_request(s: Scene) -> None:
    """Repeats a request's key with other contents, to have the old acknowledgement for new entries."""
    with s.opened(LATELY) as store:
        s.tries(lambda: store.append([draft(41, "T-1")], request="first"))


@attack(WHO, _refused("MatterClosed"))
def add_to_a_sealed_case(s: Scene) -> None:
    """Records an entry in a case that an order sealed."""
    with s.opened(LATELY) as store:
        s.tries(lambda: store.append([draft(42, "T-2")]))


@attack(
    WHO,
    Remains(FOR_EVER + ": the log says who recorded which order and when, not that a court gave it", (Check.VERIFY,)),
)
def seal_a_case_on_an_order_that_is_none(s: Scene) -> None:
    """Records a sealing with particulars of an order that no court gave."""
    with s.opened(LATELY) as store:
        seal(store, order("seal", "T-1", "made-up"))


@attack(
    WHO, Remains(FOR_EVER + ": the log proves what was said and when, not that it is true", (Check.VERIFY, Check.OPEN))
)
def record_a_contact_that_never_was(s: Scene) -> None:
    """Records a contact that did not happen, on time and in form."""
    with s.opened(LATELY) as store:
        store.append([draft(43, "T-1")])
