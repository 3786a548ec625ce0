"""Contacts of a synthetic term. A term has a chance of one in each ten days; runs of attempts come before some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from caseward.interchange.synth.caseload import Caseload
from caseward.interchange.synth.draws import Array, Draws, below, lookup
from caseward.interchange.synth.narratives import narratives
from caseward.interchange.synth.rates import SHARES, rate
from caseward.interchange.synth.recording import recorded
from caseward.interchange.synth.rows import Column, Rows, Said
from caseward.record.kinds_supervision import CONTACT_OUTCOMES, MODES, PLACES

SLOT = 10  # days
EARLY = 5  # days in which a first meeting falls, where there is one
FIRST_MORE = 0.5  # contacts more that a term so has, and so many fewer later
ROLES = 8  # numbers of ids of one slot: what follows from one contact has its own
ATTEMPTS, CORRECTED, ELSEWHERE, DOUBLE = 1, 3, 4, 5
WHOM = ("person", "collateral", "both", "other_agency")
PURPOSES = ("initial", "investigation", *SHARES["purpose"].weights)
COLLATERALS = tuple((word,) for word in SHARES["collateral"].weights)
VERIFIED = (("residence",), ("employment",), ("residence", "employment"), ("treatment",))
PRESENT = (("family",), ("law_enforcement",), ("interpreter",))
#: Contacts by risk against the mean: more of those at higher risk. Weighted by the shares of risk, the mean is 1.
_BY_RISK = np.array((0.70, 0.70, 0.70, 0.92, 0.92, 0.92, 1.18, 1.18, 1.18, 1.18))
IN_PERSON, PHONE, VIDEO, KIOSK, LETTER = (MODES.index(m) for m in ("in_person", "phone", "video", "kiosk", "letter"))
SPOKE, LEFT, RETURNED = (CONTACT_OUTCOMES.index(o) for o in ("spoke", "left_message", "returned_mail"))
PERSON, COLLATERAL, BOTH, AGENCY = range(4)
HOME, WORK, OFFICE, JAIL, TREATMENT = (PLACES.index(p) for p in ("home", "work", "office", "jail", "treatment"))


def contacts(c: Caseload) -> list[Rows]:
    """The contacts that were made, in order, and the attempts before them."""
    owner, slot, day, runs, draw = _chosen(c)
    made = _made(c, owner, slot, day, draw)
    return [made, *_attempts(c, owner, slot, day, runs, draw)]


def _chosen(c: Caseload) -> tuple[Array, Array, Array, Array, Draws]:
    """In which of the slots there is a contact, and on which day, whether attempts came before; its draws."""
    slots = -(-c.days // SLOT)
    owner = np.repeat(c.every, slots)
    slot = np.arange(len(owner)) - np.repeat(np.cumsum(slots) - slots, slots)
    draw = c.draw.rows("contact", owner, slot)
    use, where, runs, inquiry = draw.quarters("slot")
    # A run of attempts adds one and a half entries, so the rate of what it precedes is that much lower.
    mean = rate("contacts a month") / (1 + 1.5 * rate("run of attempts")) * SLOT / 30
    mean -= SLOT * FIRST_MORE / 30 / c.plan.months
    width = np.minimum(c.days[owner] - slot * SLOT, SLOT)
    likely = (65_536 * mean / SLOT * _BY_RISK[c.risk - 1])[owner] * width
    early = (slot == 0) & (use < below(rate("met at the start")))
    chosen = np.flatnonzero((use < likely) | early)
    owner, slot, width = owner[chosen], slot[chosen], np.where(early, np.minimum(width, EARLY), width)[chosen]
    day = c.start[owner] + slot * SLOT + (where[chosen].astype(np.int64) * width >> 16)
    asked = c.in_custody(owner, day) & (inquiry[chosen] < below(rate("investigated in custody")))
    stays = ~c.away(owner, day) | asked
    return owner[stays], slot[stays], day[stays], runs[chosen][stays], draw.take(chosen[stays])


def _made(c: Caseload, owner: Array, slot: Array, day: Array, draw: Draws) -> Rows:
    how, whom, place, outcome = _how(c, owner, slot, day, draw)
    what = _What(draw, how, whom, place, outcome)
    held = c.in_custody(owner, day)
    hour, note, copied, _ = draw.quarters("when")
    minute = np.where(how == IN_PERSON, _minute(c, owner, hour), -1)
    purpose = np.where(held, 1, np.where(slot == 0, 0, what.purpose()))
    columns: dict[str, Column] = {
        "direction": Said(("outgoing", "incoming"), (how == KIOSK).astype(np.int8)),
        "mode": Said(MODES, how),
        "with_whom": Said(WHOM, whom),
        "collateral": Said(COLLATERALS, what.collateral()),
        "place": Said(PLACES, what.where()),
        "purpose": Said(PURPOSES, purpose.astype(np.int8)),
        "scheduled": what.scheduled(),
        "outcome": Said(CONTACT_OUTCOMES, outcome),
        "verified": Said(VERIFIED, what.verified()),
        "present": Said(PRESENT, what.present()),
        "officer": Said(c.officers, np.where(how == KIOSK, -1, c.officer_on(owner, day).places)),
        "coded_as": Said(("voice reporting",), what.coded()),
    }
    row = Rows("contact", owner, slot * ROLES, day, columns, minute, by=c.officer_on(owner, day))
    row.note, row.recorded = narratives(owner, note, copied, draw), recorded(draw, day, minute)
    return row


def _how(c: Caseload, owner: Array, slot: Array, day: Array, draw: Draws) -> tuple[Array, Array, Array, Array]:
    """Mode, with whom, place and outcome of each. It begins with a meeting; in custody it is an inquiry at the jail."""
    first, second, third, fourth = draw.quarters("how")
    how, whom = _by("mode", MODES)[first], _by("with whom", WHOM)[second]
    place, meeting = _by("place", PLACES)[third], _by("meeting outcome", CONTACT_OUTCOMES)[fourth]
    held = c.in_custody(owner, day)
    first_days = (slot == 0) & (day < c.start[owner] + EARLY)
    how[first_days], whom[first_days] = IN_PERSON, PERSON
    how[held], whom[held], place[held], meeting[held] = IN_PERSON, AGENCY, JAIL, SPOKE
    call = _by("phone outcome", CONTACT_OUTCOMES)[fourth]
    written = _by("written outcome", CONTACT_OUTCOMES)[fourth]
    spoken = (how == PHONE) | (how == VIDEO)
    meets = how == IN_PERSON
    outcome = np.where(meets, meeting, np.where(spoken, call, written))
    outcome[how == KIOSK] = SPOKE
    whom[~(meets | spoken)] = PERSON
    place[~meets] = OFFICE  # where the officer sits
    outcome[(outcome == RETURNED) & (how != LETTER)] = LEFT
    return how, whom, place, outcome


class _What:
    """What else is said of contacts, each from a draw of its own."""

    def __init__(self, draw: Draws, how: Array, whom: Array, place: Array, outcome: Array) -> None:
        self.how, self.whom, self.place, self.outcome = how, whom, place, outcome
        self._one, self._two, self._three, self._four = draw.quarters("what")
        self._met = (how == IN_PERSON) & (outcome == SPOKE)
        self._about = (whom == COLLATERAL) | (whom == BOTH)

    def collateral(self) -> Array:
        """Which collateral contact, where it was with one."""
        drawn = lookup(tuple(w for (w,) in COLLATERALS), tuple(SHARES["collateral"].weights.items()))[self._one]
        found = np.where(self.place == WORK, COLLATERALS.index(("employer",)), drawn)
        return _codes(np.where(self._about, np.where(self.place == TREATMENT, 4, found), -1))

    def where(self) -> Array:
        """Where; a call to a treatment provider goes there."""
        called = (self.how == PHONE) & (self.collateral() == COLLATERALS.index(("treatment_provider",)))
        return _codes(np.where(called, TREATMENT, self.place))

    def purpose(self) -> Array:
        """Why; blank for some meetings."""
        drawn = lookup(PURPOSES, tuple(SHARES["purpose"].weights.items()))[self._two]
        return _codes(np.where((self.how == IN_PERSON) & (self._three < below(rate("purpose blank"))), -1, drawn))

    def scheduled(self) -> Array:
        """Whether a meeting was scheduled; blank for all else."""
        return _codes(np.where(self.how == IN_PERSON, self._three < below(0.7), -1))

    def verified(self) -> Array:
        """What was verified: the home at home, work at work or from the employer, treatment where it is given."""
        shown = self._four < below(0.2)
        found = np.where(self._met & (self.place == HOME), np.where(shown, 2, 0), -1)
        found[self._met & (self.place == WORK)] = 1
        found[self._met & (self.place == TREATMENT)] = 3
        found[self._met & (self.place == OFFICE) & shown] = 1
        by_phone = self._about & (self.how == PHONE) & (self.outcome == SPOKE)
        found[by_phone & (self.collateral() == COLLATERALS.index(("employer",)))] = 1
        return _codes(found)

    def present(self) -> Array:
        """Who else was there at a visit to the home."""
        drawn = np.array([-1, -1, -1, -1, -1, -1, -1, 0, 1, 2])[self._one.astype(np.int64) * 10 >> 16]
        return _codes(np.where(self._met & (self.place == HOME), drawn, -1))

    def coded(self) -> Array:
        """Live calls are coded as voice reporting, and some voicemails are too."""
        as_live = (self.outcome == LEFT) & (self._four < below(rate("voicemail as live")))
        live = (self.how == PHONE) & (self.whom == PERSON) & ((self.outcome == SPOKE) | as_live)
        return _codes(np.where(live, 0, -1))


def _attempts(c: Caseload, owner: Array, slot: Array, day: Array, runs: Array, draw: Draws) -> Iterator[Rows]:
    """One or two attempts in vain by telephone, on the days before."""
    share = below(rate("run of attempts"))
    for back in (1, 2):
        tried = day - back
        there = (runs < (share if back == 1 else share // 2)) & (tried >= c.start[owner])
        own, on = owner[there], tried[there]
        officer = c.officer_on(own, on)
        columns: dict[str, Column] = {"direction": "outgoing", "mode": "phone", "with_whom": "person"}
        columns |= {"outcome": "no_answer", "officer": officer}
        row = Rows("contact", own, slot[there] * ROLES + ATTEMPTS + back - 1, on, columns)
        row.by, row.recorded = officer, recorded(draw.take(there), on, np.full(len(on), -1))
        yield row


def _minute(c: Caseload, owner: Array, drawn: Array) -> Array:
    """In working hours, at the term's own minute."""
    return np.asarray((8 + (drawn.astype(np.int64) * 10 >> 16)) * 60 + c.number[owner] % 60)


def _by(name: str, words: Sequence[str]) -> Array:
    return lookup(tuple(words), tuple(SHARES[name].weights.items())).astype(np.int8)


def _codes(found: Array) -> Array:
    return found.astype(np.int8)
