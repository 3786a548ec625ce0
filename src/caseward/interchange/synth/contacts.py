"""Contacts of a synthetic term. A term has a chance of one in each ten days; runs of attempts come before some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from caseward.interchange.synth.caseload import Caseload
from caseward.interchange.synth.draws import Array, Draws, below, lookup, pick, quartered
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
    most = int(-(-c.days.max() // SLOT))
    draw, bits = c.draw.table("contact", "slot", most)
    met, early = _met(c, quartered(bits)[0].reshape(-1, most))
    chosen = np.flatnonzero(met)
    owner, slot = np.divmod(chosen, most)
    _, where, runs, inquiry = quartered(bits[chosen])
    width = np.minimum(c.days[owner] - slot * SLOT, SLOT)
    width = np.where((slot == 0) & early[owner], np.minimum(width, EARLY), width)
    day = c.start[owner] + slot * SLOT + (where.astype(np.int64) * width >> 16)
    asked = c.in_custody(owner, day) & (inquiry < below(rate("investigated in custody")))
    stays = np.flatnonzero(~c.away(owner, day) | asked)
    return owner[stays], slot[stays], day[stays], runs[stays], draw.take(chosen[stays])


def _met(c: Caseload, use: Array) -> tuple[Array, Array]:
    """In which slots (columns) of each term (rows) there is a contact by these draws; who was met at the start."""
    # A run of attempts adds one and a half entries, so the rate of what it precedes is that much lower.
    mean = rate("contacts a month") / (1 + 1.5 * rate("run of attempts")) * SLOT / 30
    mean -= SLOT * FIRST_MORE / 30 / c.plan.months
    each = 65_536 * mean / SLOT * _BY_RISK[c.risk - 1]
    met = use < np.ceil(each * SLOT).astype(np.int32)[:, None]
    last = -(-c.days // SLOT) - 1
    met[c.every, last] = use[c.every, last] < each * (c.days - last * SLOT)
    early = use[:, 0] < below(rate("met at the start"))
    met[:, 0] |= early
    return met & (np.arange(use.shape[1]) <= last[:, None]), early


def _made(c: Caseload, owner: Array, slot: Array, day: Array, draw: Draws) -> Rows:
    how, whom, place, outcome = _how(c, owner, slot, day, draw)
    what = _What(draw, how, whom, place, outcome)
    held, officer = c.in_custody(owner, day), c.officer_on(owner, day)
    hour, note, copied, _ = draw.quarters("when")
    minute = pick(how == IN_PERSON, _minute(c, owner, hour), -1)
    purpose = pick(held, 1, pick(slot == 0, 0, what.purpose()))
    columns: dict[str, Column] = {
        "direction": Said(("outgoing", "incoming"), (how == KIOSK).astype(np.int8)),
        "mode": Said(MODES, how),
        "with_whom": Said(WHOM, whom),
        "collateral": Said(COLLATERALS, what.collateral()),
        "place": Said(PLACES, what.where()),
        "purpose": Said(PURPOSES, purpose),
        "scheduled": what.scheduled(),
        "outcome": Said(CONTACT_OUTCOMES, outcome),
        "verified": Said(VERIFIED, what.verified()),
        "present": Said(PRESENT, what.present()),
        "officer": Said(c.officers, pick(how == KIOSK, -1, officer.places)),
        "coded_as": Said(("voice reporting",), what.coded()),
    }
    row = Rows("contact", owner, slot * ROLES, day, columns, minute, by=officer)
    row.note, row.recorded = narratives(owner, note, copied, draw), recorded(draw, day, minute)
    return row


def _how(c: Caseload, owner: Array, slot: Array, day: Array, draw: Draws) -> tuple[Array, Array, Array, Array]:
    """Mode, with whom, place and outcome of each. It begins with a meeting; in custody it is an inquiry at the jail."""
    first, second, third, fourth = draw.quarters("how")
    held = c.in_custody(owner, day)
    first_days = (slot == 0) & (day < c.start[owner] + EARLY)
    how = pick(first_days | held, IN_PERSON, _by("mode", MODES).take(first))
    whom = pick(held, AGENCY, pick(first_days, PERSON, _by("with whom", WHOM).take(second)))
    meets, spoken = how == IN_PERSON, (how == PHONE) | (how == VIDEO)
    whom = pick(meets | spoken, whom, PERSON)
    # Where it was; for all but meetings, where the officer sits.
    place = pick(meets, pick(held, JAIL, _by("place", PLACES).take(third)), OFFICE)
    meeting = pick(held, SPOKE, _by("meeting outcome", CONTACT_OUTCOMES).take(fourth))
    call = _by("phone outcome", CONTACT_OUTCOMES).take(fourth)
    written = _by("written outcome", CONTACT_OUTCOMES).take(fourth)
    outcome = pick(how == KIOSK, SPOKE, pick(meets, meeting, pick(spoken, call, written)))
    outcome = pick((outcome == RETURNED) & (how != LETTER), LEFT, outcome)
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
        drawn = _by("collateral", [w for (w,) in COLLATERALS]).take(self._one)
        found = pick(self.place == WORK, COLLATERALS.index(("employer",)), drawn)
        return pick(self._about, pick(self.place == TREATMENT, 4, found), -1)

    def where(self) -> Array:
        """Where; a call to a treatment provider goes there."""
        called = (self.how == PHONE) & (self.collateral() == COLLATERALS.index(("treatment_provider",)))
        return pick(called, TREATMENT, self.place)

    def purpose(self) -> Array:
        """Why; blank for some meetings."""
        drawn = _by("purpose", PURPOSES).take(self._two)
        return pick((self.how == IN_PERSON) & (self._three < below(rate("purpose blank"))), -1, drawn)

    def scheduled(self) -> Array:
        """Whether a meeting was scheduled; blank for all else."""
        return pick(self.how == IN_PERSON, (self._three < below(0.7)).astype(np.int8), -1)

    def verified(self) -> Array:
        """What was verified: the home at home, work at work or from the employer, treatment where it is given."""
        shown = self._four < below(0.2)
        found = pick(self._met & (self.place == HOME), 2 * shown.astype(np.int8), -1)
        found = pick(self._met & (self.place == TREATMENT), 3, found)
        by_phone = self._about & (self.how == PHONE) & (self.outcome == SPOKE)
        by_phone &= self.collateral() == COLLATERALS.index(("employer",))
        return pick(by_phone | self._met & ((self.place == WORK) | (self.place == OFFICE) & shown), 1, found)

    def present(self) -> Array:
        """Who else was there at a visit to the home."""
        drawn = np.array([-1] * 7 + [0, 1, 2], dtype=np.int8).take(self._one.astype(np.int64) * 10 >> 16)
        return pick(self._met & (self.place == HOME), drawn, -1)

    def coded(self) -> Array:
        """Live calls are coded as voice reporting, and some voicemails are too."""
        as_live = (self.outcome == LEFT) & (self._four < below(rate("voicemail as live")))
        live = (self.how == PHONE) & (self.whom == PERSON) & ((self.outcome == SPOKE) | as_live)
        return np.asarray(live.astype(np.int8) - 1)


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
    return np.asarray((8 + (drawn.astype(np.int32) * 10 >> 16)) * 60 + (c.number % 60).astype(np.int32)[owner])


def _by(name: str, words: Sequence[str]) -> Array:
    return lookup(tuple(words), tuple(SHARES[name].weights.items())).astype(np.int8)
