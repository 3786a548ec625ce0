"""What else is wrong with a policy whose shape has faults: checked on copies without the parts at fault.

The copies serve the checks alone. A fault that may be there only because something was left out is never told: names
are checked on a copy without the smallest part at fault, everything else on one without the whole requirement, matcher
or table around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.check import check_policy
from caseward.policy.model import PolicyDocument
from caseward.policy.policy import Policy
from caseward.policy.refusals import located
from caseward.policy.shape import keys_of, slot_at
from caseward.policy.source import Data, Path, Source

_TRIES = 8
_NAMES = frozenset({codes.UNKNOWN_NAME, codes.DUPLICATE_ID, codes.CIRCULAR, codes.FACT})
_RULES = frozenset(codes.POLICY_CODES) - _NAMES
#: What cannot be told where something is left out of these: the checks of one part read the other.
_DEPENDS: dict[str, frozenset[str]] = {
    "versions": frozenset({codes.CLASH, codes.UNIT, codes.DATES, codes.BASIS}),
    "facts": frozenset({codes.FACT, codes.HOLE, codes.OVERLAP, codes.CLASH}),
    "lookups": frozenset({codes.FACT, codes.HOLE, codes.OVERLAP, codes.CLASH}),
    "calendars": frozenset({codes.UNIT}),
    "matchers": frozenset({codes.UNKNOWN_RECORD, codes.NO_NUMBER, codes.SHAPE, codes.CIRCULAR}),
}


@dataclass(slots=True)
class _Mending:
    """What is left out of a copy, and what stands in for what must be there; by the path in the file."""

    dropped: set[Path] = field(default_factory=set)
    stand_ins: dict[Path, Data] = field(default_factory=dict)
    nameless: bool = False  # whether an id could not be read, so that any name may be the missing one

    @property
    def touched(self) -> set[Path]:
        """Every place at which the copy says something else than the file."""
        return self.dropped | set(self.stand_ins)


def salvaged_faults(source: Source, sha256: str) -> list[Fault]:
    """The faults of meaning that stand whatever is wrong with the shape. Never raises for bad content."""
    mending = _Mending()
    light = _checked(source, mending, sha256)
    if light is None:
        return []
    found = [f for f in light if f.code in _NAMES - _untold(mending) and not _lost(f, mending, source)]
    if all(len(path) > 1 or path in mending.stand_ins for path in mending.touched):
        whole = _Mending({_around(p) for p in mending.touched if len(p) > 1}, dict(mending.stand_ins))
        heavy = _checked(source, whole, sha256) or []
        found += [f for f in heavy if f.code in _RULES - _untold(mending)]
    return found


def _checked(source: Source, mending: _Mending, sha256: str) -> list[Fault] | None:
    """The faults of the copy; None when no copy can be made that has the right shape. Adds to what is left out."""
    for _ in range(_TRIES):
        origin: dict[Path, Path] = {}
        data = _copy(source.data, mending, origin)
        try:
            document = PolicyDocument.model_validate(data, by_alias=True, by_name=False)
        except ValidationError as error:
            found = [(located(raw, data), raw) for raw in error.errors(include_url=False)]
            own = [(said.path, raw) for said, raw in found if not (said.type == "too_short" and said.value)]
            if not all(_mend(path, raw, origin, mending) for path, raw in own):
                return None
        else:
            return check_policy(Policy(document, source.file, sha256, _moved(source, origin)))
    return None


def _copy(data: Data, mending: _Mending, origin: dict[Path, Path], here: Path = (), there: Path = ()) -> Data:
    """The data without what is left out. ``origin`` is filled: for each path in the copy the path in the file."""
    origin[there] = here
    if here in mending.stand_ins:
        return mending.stand_ins[here]
    if isinstance(data, dict):
        kept = {k: v for k, v in data.items() if (*here, k) not in mending.dropped}
        kept |= {str(p[-1]): v for p, v in mending.stand_ins.items() if p[:-1] == here}
        return {k: _copy(v, mending, origin, (*here, k), (*there, k)) for k, v in kept.items()}
    if isinstance(data, tuple):
        items = [(i, v) for i, v in enumerate(data) if (*here, i) not in mending.dropped]
        return tuple(_copy(v, mending, origin, (*here, i), (*there, n)) for n, (i, v) in enumerate(items))
    return data


def _mend(path: Path, raw: Mapping[str, object], origin: Mapping[Path, Path], mending: _Mending) -> bool:
    """Leave out, or stand in for, what one refusal of the models is about. False when that cannot be done."""
    here = origin.get(path, path)
    loc = raw["loc"]
    last = loc[-1] if isinstance(loc, tuple) and loc else ""
    at = (*here, last) if raw["type"] == "missing" else here
    mending.nameless |= at[-1:] in (("id",), ("version",))
    stand_in = _stand_in(at)
    if stand_in is not None:
        mending.stand_ins[at] = stand_in
        return True
    target = next((p for p in _outward(here) if _may_go(p)), None)
    if target is not None:
        mending.dropped.add(target)
    return target is not None


def _stand_in(path: Path) -> Data:
    """A day for the first day of a version, overlay or table; a word for what the whole policy is called."""
    if len(path) == 3 and path[2] == "from":
        return date(2000, 1, 1)
    return "salvaged" if path in {("policy",), ("title",), ("jurisdiction",)} else None


def _outward(path: Path) -> Iterator[Path]:
    return (path[:n] for n in range(len(path), 0, -1))


def _may_go(path: Path) -> bool:
    """Whether what stands there may be left out: an item of a list, a name in a mapping, a key that need not be."""
    if isinstance(path[-1], int):
        return True
    around = slot_at(path[:-1])
    if around is None:
        return False
    info = keys_of(around.part).get(path[-1]) if around.part else None
    return around.sort == "mapping" or (around.part is not None and (info is None or not info.is_required()))


def _around(path: Path) -> Path:
    """The requirement, overlay, matcher or table that a place is in; of a version only the place itself."""
    if path[0] in ("versions", "overlays") and path[2:3] == ("requirements",) and len(path) > 3:
        return path[:4]
    if path[0] == "versions":
        return path
    return path[:2]


def _untold(mending: _Mending) -> frozenset[str]:
    """The codes of faults that may be there only because of what was left out."""
    places = [p for p in mending.touched if p[2:3] != ("requirements",)]
    found = frozenset[str]().union(*(_DEPENDS.get(str(p[0]), frozenset()) for p in places))
    top = any(len(p) == 1 and p in mending.dropped for p in mending.touched)
    return found | ({codes.FACT} if top else frozenset()) | ({codes.UNKNOWN_NAME} if mending.nameless else frozenset())


def _lost(fault: Fault, mending: _Mending, source: Source) -> bool:
    """Whether a name is unknown perhaps because what defines it was left out."""
    if fault.code != codes.UNKNOWN_NAME:
        return False
    words = {str(step) for p in mending.dropped for step in p[-1:]}
    words |= {w for path, w in source.texts.items() if any(path[: len(p)] == p for p in mending.dropped)}
    words |= {str(path[-1]) for path in source.keys if path and any(path[: len(p)] == p for p in mending.dropped)}
    own = any(p[0] == "versions" and p[2:3] != ("requirements",) for p in mending.touched)
    return fault.value in words or (own and fault.field in ("based_on", "removes", ""))


def _moved(source: Source, origin: Mapping[Path, Path]) -> Source:
    """The places of the file, under the paths of the copy."""
    moved = Source(source.file)
    for there, here in origin.items():
        for old, new in ((source.keys, moved.keys), (source.values, moved.values)):
            if here in old:
                new[there] = old[here]
        if here in source.texts:
            moved.texts[there] = source.texts[here]
    return moved
