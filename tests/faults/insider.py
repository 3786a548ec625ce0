"""A catalogue of what insiders can try: who, what they hold, what they do, and what finds it, or that nothing does.

Each attack is a function that is given a scene (``insider_scene``) and does it for real. What it declares is what a
test asserts, and what ``docs/insider-attacks.md`` says: the page is drawn from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Who(StrEnum):
    """Who attacks, with what in hand. Everybody further down holds what the one above holds, where it says so."""

    OFFICER = "An officer with a login"
    DATABASE = "An administrator of the database"
    KEY = "An administrator with the log's key"
    RING = "An administrator with the key ring"
    WITNESS = "Somebody with the witness's disk"
    PAPERS = "Whoever hands papers to an inspector"


HOLDS = {
    Who.OFFICER: "Can append through the program. No statement of their own reaches the database past its guards.",
    Who.DATABASE: "Can run any statement, take guards away and put them back, put files back. None of the keys.",
    Who.KEY: "The database, and the key that signs the log.",
    Who.RING: "The database, the key ring and the master key; the log's key where it says so.",
    Who.WITNESS: "The folder of the witness: heads and copies; its key, and the log's, where it says so.",
    Who.PAPERS: "Chooses which receipts, bundles, certificates and files of trust an inspector is given.",
}


class Check(StrEnum):
    """What finds it: one of the checks of a scene, with the words that the page has for it."""

    VERIFY = "`verify`, by the inspector"
    ALONE = "`verify`, with what the agency keeps"
    HOLDER = "`verify`, with a receipt's checkpoint"
    OPEN = "the store, when it is opened to write"
    REFUSED = "the program or the database, at once"
    WITNESS = "the witness, when it is asked next"
    COPIES = "the witness's copies"
    RECEIPT = "`receipt check`"
    BUNDLE = "`verify` of the bundle"
    CERTIFICATE = "`verify` of the certificate"
    TRUST = "reading the file of trust"
    RING = "opening the key ring"


#: What each brings along, for the page.
BRINGS = {
    Check.VERIFY: "the inspector's own file of trust, the authorities' keys, the last head they saw, the key ring",
    Check.ALONE: "the same without the inspector's head, and with the agency's file of trust where it says so",
    Check.HOLDER: "the same as the inspector, and the checkpoint in the receipt of whoever was acknowledged last",
    Check.OPEN: "the head that the agency keeps beside its settings",
    Check.WITNESS: "its head of the log, and its copies",
}


@dataclass(frozen=True)
class Found:
    """What a check finds: words that are in what it says, and by bad verdict exactly the places that have it.

    Without places it is said, or refused, and no place of the log has a bad verdict.
    """

    by: Check
    says: str
    places: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Remains:
    """What no check finds that is named in ``quiet``: until when, or why, in words for the page.

    ``then`` is what finds it all the same, later or from outside; none where nothing ever does.
    """

    until: str
    quiet: tuple[Check, ...]
    then: Found | None = None


#: Words for what comes back again and again.
NEXT_HEAD = "until the next cosigned head"
FOR_EVER = "remains possible"


@dataclass(frozen=True)
class Attack:
    """One of the catalogue. ``does`` is its docstring: a sentence for the page."""

    who: Who
    name: str
    does: str
    outcome: Found | Remains
    run: Callable[[Any], None] = field(repr=False)

    def __str__(self) -> str:
        return self.name


CATALOGUE: list[Attack] = []


def attack(who: Who, outcome: Found | Remains) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Enter a function into the catalogue; its name is the attack's, its docstring says what is done."""

    def enter(run: Callable[[Any], None]) -> Callable[[Any], None]:
        name = run.__name__.replace("_", " ")
        CATALOGUE.append(Attack(who, name, " ".join((run.__doc__ or "").split()), outcome, run))
        return run

    return enter


def altered(says: str, *places: int, by: Check = Check.VERIFY) -> Found:
    """Found as altered at exactly these places."""
    return Found(by, says, {"altered": places})


def missing(says: str, *places: int, by: Check = Check.VERIFY) -> Found:
    """Found as missing without authority at exactly these places."""
    return Found(by, says, {"missing without authority": places})


def both(says: str, changed: Sequence[int], gone: Sequence[int]) -> Found:
    """Found by ``verify``, some places altered and others missing without authority."""
    return Found(Check.VERIFY, says, {"altered": changed, "missing without authority": gone})


def told(says: str, by: Check = Check.VERIFY) -> Found:
    """Found, or refused, in these words, and no place of the log has a bad verdict."""
    return Found(by, says)
