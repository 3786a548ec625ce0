"""The mapping file: how the tables of a foreign extract become tables of a record. Nothing is left out by silence."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

DateFormat = Literal["iso", "us", "european", "compact", "month_name", "as_written"]


class _Strict(BaseModel):
    """Unknown keys are faults, and so is a number where a text is meant: ``01`` and ``1`` are different codes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


class ColumnMapping(_Strict):
    """Where one column of a kind comes from: a column of the extract, or one value for every row.

    ``codes`` translates what stands there, word for word; what it does not name is a fault. ``separator`` cuts a list.
    """

    from_: str | None = Field(None, alias="from", description="name of the extract's column")
    value: str | None = Field(None, description="one value for every row")
    prefix: str = Field("", description="put before what stands there; makes ids unique across tables")
    codes: dict[str, str] | None = Field(
        None, description="the extract's code: our code; an empty text leaves it blank"
    )
    separator: str = Field("", description="what stands between the words of a list in the extract")
    dates: DateFormat | None = Field(None, description="how the extract writes dates here")
    time_from: str | None = Field(None, description="name of a second column, with the time of day")
    midnight: Literal["time", "day"] = Field("time", description="`day`: 00:00 in the extract means no time is known")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: object) -> object:
        """``term: CASE_NO`` is short for ``term: {from: CASE_NO}``."""
        return {"from": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one_source(self) -> ColumnMapping:
        if (self.from_ is None) == (self.value is None):
            raise ValueError("a column has either `from` or `value`")
        return self


class TableMapping(_Strict):
    """One file of the extract and the kind of entry that its rows become. A file may be named more than once."""

    file: str = Field(description="name of the file in the extract's folder")
    kind: str = Field(description="kind of entry")
    encoding: Literal["utf-8", "cp1252", "latin-1", "utf-16"] = Field("utf-8", description="how the file is encoded")
    delimiter: Literal[",", ";", "\t", "|"] = Field(",", description="what stands between cells")
    columns: dict[str, ColumnMapping] = Field(description="our column: where it comes from")
    ignored: tuple[str, ...] = Field((), description="the extract's columns that are left out on purpose", strict=False)


class Mapping(_Strict):
    """A whole mapping: tables, the zone of times without one, and the files left out on purpose."""

    title: str = Field("", description="what the extract is")
    zone: str | None = Field(None, description="IANA zone of times without a zone, as America/Los_Angeles")
    to_zone: str | None = Field(
        None, description="IANA zone in which every time is written, as America/Los_Angeles for an export in UTC"
    )
    dates: DateFormat = Field("as_written", description="how the extract writes dates, unless a column says otherwise")
    tables: tuple[TableMapping, ...] = Field(min_length=1, description="the tables", strict=False)
    ignored_files: tuple[str, ...] = Field((), description="files of the folder left out on purpose", strict=False)
