"""The small values a policy is written in: provisions (numbers that say where they come from), durations, predicates
on facts, matchers on entries."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

Slug = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, description="lower-case words joined by hyphens")
]
Basis = Literal["published", "assumed"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Part(BaseModel):
    """Base of every part of a policy: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class Provision(Part):
    """A number, whether it is published or assumed, and its source. Written short as a bare number when the
    requirement's own basis holds."""

    value: Annotated[int, Field(ge=0, le=1_000_000, description="the number")]
    basis: Annotated[Basis | None, Field(description="published or assumed; blank: as the requirement says")] = None
    source: Annotated[str, Field(description="a key of `sources`")] = ""
    note: Annotated[str, Field(description="why this number, when it is assumed")] = ""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: object) -> object:
        return {"value": data} if isinstance(data, int) and not isinstance(data, bool) else data


class Length(Part):
    """A duration: exactly one unit, optionally carried to the end of the week or month, optionally different by
    weekday of the start."""

    minutes: Annotated[Provision | None, Field(description="so many minutes, from instant to instant")] = None
    hours: Annotated[Provision | None, Field(description="so many hours, from instant to instant")] = None
    days: Annotated[Provision | None, Field(description="so many days")] = None
    business_days: Annotated[
        Provision | None, Field(description="so many business days of the calendar that the requirement names")
    ] = None
    weeks: Annotated[Provision | None, Field(description="so many weeks of seven days")] = None
    months: Annotated[
        Provision | None,
        Field(description="so many months: the same day of the month, or the last day of a shorter one"),
    ] = None
    to_end_of: Annotated[
        Literal["week", "month"] | None, Field(description="carry the due day to the end of its week or month")
    ] = None
    by_weekday: Annotated[
        dict[Weekday, int], Field(description="other number of the same unit when the clock starts on that weekday")
    ] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if len(self.units()) != 1:
            raise ValueError("a duration needs exactly one of minutes, hours, days, business_days, weeks, months")
        return self

    def units(self) -> list[str]:
        """The units that are given."""
        names = ("minutes", "hours", "days", "business_days", "weeks", "months")
        return [n for n in names if getattr(self, n) is not None]

    @property
    def unit(self) -> str:
        """The one unit."""
        return self.units()[0]

    @property
    def provision(self) -> Provision:
        """The number with its basis."""
        found = getattr(self, self.unit)
        assert isinstance(found, Provision)
        return found


Scalar: TypeAlias = str | int | bool


class Test(Part):
    """A test of one value: any of, none of, all of (lists), bounds (numbers), and what to say when the value is
    unknown."""

    __test__ = False  # not a test class, whatever pytest thinks of the name

    any_of: Annotated[tuple[Scalar, ...], Field(description="one of these values holds")] = ()
    none_of: Annotated[tuple[Scalar, ...], Field(description="none of these values holds")] = ()
    all_of: Annotated[
        tuple[Scalar, ...], Field(description="all of these values hold (for facts and columns that hold several)")
    ] = ()
    at_least: Annotated[int | None, Field(description="the number is this or more")] = None
    at_most: Annotated[int | None, Field(description="the number is this or less")] = None
    blank: Annotated[
        bool | None, Field(description="whether nothing is recorded there; for columns of entries, not for facts")
    ] = None
    if_unknown: Annotated[
        Literal["unknown", "applies", "does_not_apply"], Field(description="what a blank says here")
    ] = "unknown"

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: object) -> object:
        if isinstance(data, str | int | bool):
            return {"any_of": (data,)}
        if isinstance(data, list | tuple):
            return {"any_of": tuple(data)}
        if isinstance(data, dict):
            return {str(k): tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return data

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        bounds = (self.at_least, self.at_most, self.blank)
        if not (self.any_of or self.none_of or self.all_of) and all(b is None for b in bounds):
            raise ValueError(
                "a test needs a value, a list, or one of any_of, none_of, all_of, at_least, at_most, blank"
            )
        if self.blank is not None and (
            self.any_of or self.none_of or self.all_of or any(b is not None for b in bounds[:2])
        ):
            raise ValueError("a test for blank stands alone: a blank has no value to test")
        return self


Predicate = Annotated[
    dict[str, Test],
    Field(description="fact: allowed value, list of values, or a test; a fact that is not named may have any value"),
]


class Matcher(Part):
    """Which entries count: their kind, tests on their fields, weekday, custody, and other matchers joined by
    any/all/not."""

    use: Annotated[str, Field(description="a key of `matchers`")] = ""
    kind: Annotated[str, Field(description="a kind of entry")] = ""
    where: Annotated[dict[str, Test], Field(description="field of that kind: test")] = Field(default_factory=dict)
    weekday: Annotated[tuple[Weekday, ...], Field(description="only entries on these days of the week")] = ()
    in_custody: Annotated[bool | None, Field(description="made while the person was in custody")] = None
    recorded_within: Annotated[
        Length | None, Field(description="put into the record within this time of happening")
    ] = None
    any: Annotated[tuple[Matcher, ...], Field(description="entries that match any of these")] = ()
    unless: Annotated[Matcher | None, Field(description="entries that match this do not count")] = None
    says: Annotated[str, Field(description="the matcher in plain words")] = ""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: object) -> object:
        if isinstance(data, str):
            return {"use": data}
        if isinstance(data, dict):
            return {str(k): tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return data

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if sum((bool(self.use), bool(self.kind), bool(self.any))) != 1:
            raise ValueError("a matcher needs exactly one of use, kind, any")
        return self


class Citation(Part):
    """Where a rule stands: a key of `sources`, the place in it, and the words when they are public."""

    source: Annotated[str, Field(description="a key of `sources`")]
    at: Annotated[str, Field(description="section, page or paragraph")] = ""
    quote: Annotated[str, Field(description="the words of the rule, when they are public")] = ""


class Calendar(Part):
    """A business calendar, committed as data with its source."""

    weekend: Annotated[tuple[Weekday, ...], Field(description="days of the week that are not business days")] = (
        "saturday",
        "sunday",
    )
    holidays: Annotated[tuple[date, ...], Field(description="single days that are not business days")] = ()
    covers_from: Annotated[date | None, Field(description="first day for which the holidays are known")] = None
    covers_until: Annotated[date | None, Field(description="first day for which they are no longer known")] = None
    source: Annotated[str, Field(description="where the holidays come from")] = ""
