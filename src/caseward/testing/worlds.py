"""What made-up policies may ask of each sort of subject, so that their records can answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Raw: TypeAlias = dict[str, object]
Facts: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]  # facts, each with the values asked for (none: any)


@dataclass(frozen=True, slots=True)
class World:
    """One sort of subject: who it may be for, what may count, and which facts begin, end and interrupt.

    ``by``: the fact that numbers go by, with its values. ``linked``: kinds whose entries answer others, as
    (kind, the kind that it answers, the field that names it).
    """

    subject: str
    by: tuple[str, tuple[str, ...]]
    predicates: tuple[Raw, ...]
    matchers: tuple[Raw, ...]
    happenings: tuple[Raw, ...]
    linked: tuple[tuple[str, str, str], ...]
    changing: Facts
    interrupting: Facts
    adding: tuple[Raw, ...]
    quantities: tuple[Raw, ...]
    clocks: tuple[Raw, ...] = ()
    """Bodies of a clock in minutes that runs while a fact holds, each with the matcher that it counts."""


_ANY: Raw = {}
_SPOKE: Raw = {"kind": "contact", "where": {"outcome": "spoke"}}
_MISSED: Raw = {"kind": "appointment", "where": {"outcome": "failed_to_attend"}}

TERM = World(
    subject="term",
    by=("level", ("low", "medium", "high")),
    predicates=(
        _ANY,
        _ANY,
        _ANY,
        _ANY,
        {"case_type": ["general", "sex_offense"]},
        {"level": {"none_of": ["low"], "if_unknown": "applies"}},
        {"employment": {"none_of": ["retired"], "if_unknown": "applies"}},
        {"custody": False},
        {"condition": {"any_of": ["kiosk"]}},
        {"condition": {"all_of": ["kiosk", "no_electronics"]}},
        {"days_on_supervision": {"at_least": 30}},
        {"days_to_end": {"at_most": 90, "if_unknown": "applies"}},
        {"id_parity": "even"},
        {"sex": {"any_of": ["female"], "if_unknown": "unknown"}},
        {"score": {"at_least": 8, "at_most": 22}},
        {"programme_type": {"none_of": ["substance"]}},
        {"days_on_supervision": {"at_most": 200}, "level": "high"},
    ),
    matchers=(
        {"use": "spoke"},
        {"use": "spoke"},
        {"kind": "contact"},
        {"kind": "contact", "where": {"mode": "in_person", "outcome": "spoke"}},
        {**_SPOKE, "in_custody": False},
        {"kind": "drug_test"},
        {"kind": "contact", "where": {"place": {"none_of": ["office"], "if_unknown": "applies"}}},
        {"kind": "contact", "where": {"place": {"any_of": ["home"], "if_unknown": "does_not_apply"}}},
        {"kind": "contact", "unless": {"kind": "contact", "where": {"mode": "letter"}, "says": "a letter"}},
        {"any": [{"use": "spoke"}, {"kind": "drug_test", "where": {"result": ["negative", "positive"]}}]},
        {"kind": "contact", "where": {"verified": {"any_of": ["employment"]}}, "says": "work looked into"},
        {"kind": "contact", "weekday": ["monday", "tuesday", "saturday"]},
        {"kind": "assessment", "where": {"scored": True}},
        {"kind": "assessment", "where": {"score": {"at_least": 5, "at_most": 25}}},
        {"kind": "contact", "recorded_within": {"days": 3}},
        {"kind": "contact", "recorded_within": {"hours": 20}},
        {"kind": "contact", "where": {"present": {"all_of": ["family"]}, "outcome": {"blank": False}}},
        {"kind": "contact", "where": {"place": {"blank": True}}},
    ),
    happenings=(_MISSED, _MISSED, {"kind": "custody_out"}, {"kind": "custody_in"}, {"kind": "warning"}),
    linked=(("warning_response", "warning", "warning"),),
    changing=(
        ("absence", ()),
        ("absence", ("whereabouts_unknown",)),
        ("custody", ()),
        ("level", ()),
        ("level", ("high",)),
        ("condition", ("kiosk",)),
    ),
    interrupting=(
        ("custody", ()),
        ("absence", ()),
        ("absence", ("hospital",)),
        ("condition", ("kiosk",)),
        ("employment", ("unemployed",)),
    ),
    adding=(
        {"per": "programme_type", "values": {"programme_type": ["substance"]}},
        {"per": "programme_type"},
        {"per": "condition", "values": {"condition": {"none_of": ["kiosk"]}}},
    ),
    quantities=(
        {"number_of": "programme"},
        {"fact": "score"},
        {"kind": "assessment", "field": "score"},
        {"kind": "assessment", "field": "score", "where": {"scored": True}},
        {"number_of": "condition"},
    ),
)

FACILITY = World(
    subject="facility",
    by=("facility_type", ("juvenile_hall", "camp")),
    predicates=(_ANY, _ANY, _ANY, {"facility_type": "juvenile_hall"}, {"capacity": {"at_least": 20, "at_most": 40}}),
    matchers=(
        {"kind": "safety_check"},
        {"kind": "safety_check", "where": {"method": ["direct_visual", "camera"]}},
        {"kind": "population_count"},
        {"kind": "search"},
        {"any": [{"kind": "safety_check"}, {"kind": "search"}]},
    ),
    happenings=(
        {"kind": "force"},
        {"kind": "visitor"},
        {"kind": "movement"},
        {"kind": "force", "where": {"video": False}},
    ),
    linked=(("force_report", "force", "force"), ("credential_check", "visitor", "visitor")),
    changing=(("in_rooms", ()), ("capacity", ())),
    interrupting=(("in_rooms", ()),),
    adding=({"per": "in_rooms"},),
    quantities=({"kind": "population_count", "field": "youths"}, {"fact": "capacity"}, {"number_of": "in_rooms"}),
    clocks=(
        {"apart": {"per": "unit", "during": "in_rooms"}, "counts": {"kind": "safety_check"}},
        {"apart": {"during": "in_rooms"}, "counts": {"kind": "safety_check", "where": {"method": "direct_visual"}}},
    ),
)

OFFICER = World(
    subject="officer",
    by=("", ()),
    predicates=(_ANY,),
    matchers=(),
    happenings=(),
    linked=(),
    changing=(),
    interrupting=(),
    adding=(),
    quantities=({"number_of": "assigned"},),
)
