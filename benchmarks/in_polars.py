"""The four rules of ``flat`` in Polars, as quick as we could make it.

What made it quick: the rows come sorted, so runs of one key are counted where they stand (``rle``) instead of grouped;
terms are numbered from 0, so what belongs to a term or a month is gathered by place instead of joined; levels and
custody are a few columns by term; a missed stretch of the rolling clock is continued in rounds over the few gaps that
have one; small tables of days say month and block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from benchmarks.flat import FIRST, MONTHS
from benchmarks.tables import AS_OF, ATTEMPTED, IN_PERSON, REPORT, SPOKE, Tables
from caseward.dates import add_months
from caseward.engine.columns import EPOCH, day_number

_AS_OF = day_number(AS_OF)
_DIRECTIVE = (day_number(date(2020, 3, 19)), day_number(date(2021, 6, 15)))
_BLOCKS = MONTHS // 3 + 1
_col = pl.col
_SHIFT = 1 << 20
_DAY_KEY = _col("term").cast(pl.Int64) * _SHIFT + _col("day")


class InPolars:
    """The tables in memory. Threads: ``POLARS_MAX_THREADS``."""

    def __init__(self, tables: Tables) -> None:
        names = ("terms", "contacts", "levels", "custody")
        self.all = {name: pl.DataFrame(pl.from_arrow(getattr(tables, name))).rechunk() for name in names}

    def run(self, block: int, take: Callable[[str, Any], None]) -> None:
        """All four rules, so many terms at a time, each block's rows handed on: then memory is used again."""
        for first in range(0, len(self.all["terms"]), block):
            for rule, rows in _Block(self._part(first, first + block)).rules():
                take(rule, rows.with_columns(_col("term") + first))

    def _part(self, first: int, end: int) -> dict[str, Any]:
        found = {}
        for name, whole in self.all.items():
            a, b = whole["term"].search_sorted(pl.Series([first, end], dtype=pl.Int32))
            found[name] = whole.slice(a, b - a).with_columns(_col("term") - first)
        return found


class _Block:
    """Some terms, numbered from 0."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self.terms, self.contacts = tables["terms"], tables["contacts"]
        wide, self.level_count = self._widened(self.terms, tables["levels"], ("start", "level"))
        self.wide, self.held_count = self._widened(wide, tables["custody"], ("start", "stop"), "custody_")

    def rules(self) -> Iterator[tuple[str, Any]]:
        """The rows of each rule."""
        spoken = self.contacts.filter(_col("outcome") == SPOKE)
        met = spoken.filter(_col("mode") == IN_PERSON)
        yield "monthly", self._monthly(spoken, met)
        yield "rolling", self._rolling(spoken)
        yield "quarterly", self._quarterly(met)
        yield "attempts", self._attempts()

    def _widened(self, wide: Any, spans: Any, names: tuple[str, ...], prefix: str = "") -> tuple[Any, int]:
        """Each span of a term in columns of its own."""
        start = pl.int_range(pl.len(), dtype=pl.Int32)
        new = _col("term") != _col("term").shift(1)
        first = pl.when(new.fill_null(True)).then(start).forward_fill()
        place = spans.with_columns(place=start - first)
        most = (place["place"].max() or 0) + 1
        for n in range(most):
            own = place.filter(_col("place") == n).select("term", *(_col(x).alias(f"{prefix}{x}{n}") for x in names))
            wide = wide.join(own, on="term", how="left", maintain_order="left")
        return wide, most

    def _level(self, day: Any) -> Any:
        found = _col("level0")
        for n in range(1, self.level_count):
            found = pl.when(day >= _col(f"start{n}")).then(_col(f"level{n}")).otherwise(found)
        return found

    def _interval(self, day: Any) -> Any:
        level = self._level(day)
        return pl.when(level == 0).then(90).when(level == 1).then(60).otherwise(30).cast(pl.Int32)

    def _monthly(self, spoken: Any, met: Any) -> Any:
        edges = np.array([day_number(add_months(FIRST, m)) for m in range(MONTHS + 1)], dtype=np.int32)
        days = np.arange(edges[0], edges[-1])
        month = pl.Series(np.searchsorted(edges, days, side="right") - 1, dtype=pl.Int32)
        months = pl.DataFrame({"month": np.arange(MONTHS, dtype=np.int32), "begins": edges[:-1], "ends": edges[1:]})
        size = len(self.terms) * MONTHS
        got = {name: _counted(own, month, int(edges[0]), size) for name, own in (("spoken", spoken), ("met", met))}
        asked = self.wide.join(months, how="cross", maintain_order="left_right").with_columns(
            **got, window_start=pl.max_horizontal("begins", "opened")
        )
        directive = _col("window_start").is_between(_DIRECTIVE[0], _DIRECTIVE[1] - 1)
        level = self._level(pl.min_horizontal(_col("ends") - 1, _AS_OF))
        held = pl.lit(0, dtype=pl.Int32)
        for n in range(self.held_count):
            until = pl.min_horizontal(f"custody_stop{n}", "ends")
            begun = pl.max_horizontal(f"custody_start{n}", "window_start")
            held += pl.when(_col(f"custody_start{n}").is_not_null() & (until > begun)).then(until - begun).otherwise(0)
        length = _col("ends") - _col("window_start")
        return (
            asked.lazy()
            .filter(_col("ends") > _col("opened"))
            .with_columns(
                got=pl.when(directive).then(_col("spoken")).otherwise(_col("met")),
                needed=pl.when(level == 2).then(2).otherwise(1).cast(pl.UInt8),
                held=held,
            )
            .with_columns(enough=_col("got") >= _col("needed"))
            .select(
                "term", "window_start", _col("ends").alias("window_end"), (_col("ends") - 1).alias("due"),
                pl.when("enough").then(0).when(_col("ends") > _AS_OF).then(4)
                .when((_col("held") > 0) & (_col("held") * 100 >= length * 50)).then(5).otherwise(2)
                .cast(pl.UInt8).alias("status"),
                "needed", pl.when("enough").then(_col("needed")).otherwise(0).alias("counted"),
                pl.lit(None, dtype=pl.Int32).alias("late"),
                (length * 100 >= (_col("ends") - _col("begins")) * 50).alias("scored"),
            ).collect()
        )  # fmt: skip

    def _rolling(self, spoken: Any) -> Any:
        """Each gap between two days with a contact, or to today, is one chain of its own."""
        runs = spoken.select(_DAY_KEY.rle().alias("key")).unnest("key")
        spoke = runs.select(
            term=(_col("value") // _SHIFT).cast(pl.Int32), until=(_col("value") % _SHIFT).cast(pl.Int32),
            counted=_col("len").cast(pl.UInt8),
        )  # fmt: skip
        before = _col("term") == _col("term").shift(1)
        gaps = spoke.with_columns(since=pl.when(before).then(_col("until").shift(1)))
        last = spoke.filter((_col("term") != _col("term").shift(-1)).fill_null(True)).select("term", since="until")
        last = self.terms.select("term").join(last, on="term", how="left").with_columns(
            until=pl.lit(None, dtype=pl.Int32), counted=pl.lit(0, dtype=pl.UInt8)
        )  # fmt: skip
        gaps = pl.concat([gaps, last.select(gaps.columns)])
        found = []
        while len(gaps):
            found.append(self._round(gaps))
            gaps = found[-1].filter(_col("status") == 2).select("term", "until", counted="times", since="due")
        return pl.concat(found)

    def _round(self, gaps: Any) -> Any:
        """The obligation that each gap opens, judged at the contact that ends it or today."""
        own = self.wide.select(pl.all().exclude("term").gather(gaps["term"]))
        stop, due = _col("until").fill_null(_AS_OF), _col("due")
        late = _col("until") - due
        return (
            pl.concat([gaps, own], how="horizontal").lazy()
            .with_columns(since=_col("since").fill_null(_col("opened")), stop=stop)
            .with_columns(due=self._paused(_col("since") + self._interval(_col("since"))))
            # The level of the due day as it stood first, or of the contact if that came before, says the interval.
            .with_columns(every=self._interval(pl.min_horizontal("due", "stop")))
            .with_columns(due=self._paused(_col("since") + _col("every")))
            .with_columns(missed=_col("stop") > due + _col("every"))
            .select(
                "term", _col("since").alias("window_start"), pl.max_horizontal(due + 1, "since").alias("window_end"),
                "due",
                pl.when("missed").then(2).when(_col("until") <= due).then(0).when(_col("until").is_not_null()).then(1)
                .when(_col("stop") <= due).then(4).otherwise(3).cast(pl.UInt8).alias("status"),
                pl.lit(1, dtype=pl.UInt8).alias("needed"),
                pl.when("missed").then(0).otherwise(_col("counted")).alias("counted"),
                pl.when(~_col("missed") & (late > 0)).then(late).alias("late"), pl.lit(True).alias("scored"),
                "until", _col("counted").alias("times"),
            ).collect()
        )  # fmt: skip

    def _paused(self, due: Any) -> Any:
        """The due day carried on by the days in custody before it: spans in order, none overlaps another."""
        for n in range(self.held_count):
            begins, ends = pl.max_horizontal(f"custody_start{n}", _col("since") + 1), _col(f"custody_stop{n}")
            due = pl.when((begins <= due) & (ends > begins)).then(due + ends - begins).otherwise(due)
        return due

    def _quarterly(self, met: Any) -> Any:
        first = int(self.terms["opened"].min())
        starts = [EPOCH + timedelta(days=d) for d in range(first, int(self.terms["opened"].max()) + 1)]
        edges = np.array(
            [[day_number(add_months(s, 3 * k)) for k in range(_BLOCKS + 1)] for s in starts], dtype=np.int32
        )
        span = _AS_OF - first + 1
        days = np.arange(first, first + span)
        block = np.stack([np.maximum(np.searchsorted(own, days, side="right") - 1, 0) for own in edges])
        by_day = pl.Series(block.ravel(), dtype=pl.Int32)
        begins, ends = (pl.Series(part.ravel()) for part in (edges[:, :-1], edges[:, 1:]))
        opened = self.terms["opened"]
        opens = pl.lit(opened).gather(_col("term"))
        in_block = pl.lit(by_day).gather((opens - first) * span + _col("day") - first)
        seen = pl.zeros(len(opened) * _BLOCKS, dtype=pl.UInt8, eager=True)
        seen = seen.scatter(met.select(_col("term") * _BLOCKS + in_block).to_series(), 1)
        place = (_col("opened") - first) * _BLOCKS + _col("block")
        return (
            self.terms.lazy()
            .join(pl.LazyFrame({"block": np.arange(_BLOCKS, dtype=np.int32)}), how="cross", maintain_order="left_right")
            .with_columns(seen=seen, begins=pl.lit(begins).gather(place), ends=pl.lit(ends).gather(place))
            .filter(_col("begins") <= _AS_OF)
            .select(
                "term", _col("begins").alias("window_start"), _col("ends").alias("window_end"),
                (_col("ends") - 1).alias("due"),
                pl.when(_col("seen") == 1).then(0).when(_col("ends") > _AS_OF).then(4).otherwise(2).cast(pl.UInt8)
                .alias("status"), pl.lit(1, dtype=pl.UInt8).alias("needed"), _col("seen").alias("counted"),
                pl.lit(None, dtype=pl.Int32).alias("late"), pl.lit(True).alias("scored"),
            ).collect()
        )  # fmt: skip

    def _attempts(self) -> Any:
        """Every second attempt of an unbroken run; then the first report from that day on that no earlier one took."""
        number = pl.int_range(pl.len(), dtype=pl.Int32)
        linked = (
            (_col("outcome").shift(1) == ATTEMPTED) & (_col("term").shift(1) == _col("term"))
            & (_col("day") - _col("day").shift(1) <= 30)
        )  # fmt: skip
        fired = (
            self.contacts.filter(_col("outcome").is_in([SPOKE, ATTEMPTED]))
            .with_columns(linked=linked.fill_null(False))
            .filter(_col("outcome") == ATTEMPTED)
            .select("term", "day", place=number - pl.when(~_col("linked")).then(number).forward_fill())
            .filter(_col("place") % 2 == 1)
        )
        reports = self.contacts.filter(_col("outcome") == REPORT)
        before = reports.select(_DAY_KEY).to_series().search_sorted(fired.select(_DAY_KEY).to_series())
        reported, owner = pl.lit(reports["day"]), pl.lit(reports["term"])
        due = _col("day") + 30
        return (
            fired.with_columns(before=before.cast(pl.Int32), i=number)
            .with_columns(answer=_col("i") + (_col("before") - _col("i")).cum_max().over("term"))
            .with_columns(
                answer=pl.when(owner.gather(_col("answer"), null_on_oob=True) == _col("term"))
                .then(reported.gather(_col("answer"), null_on_oob=True))
            )
            .select(
                "term", _col("day").alias("window_start"), (due + 1).alias("window_end"), due.alias("due"),
                pl.when(_col("answer") <= due).then(0).when(_col("answer").is_not_null()).then(1)
                .when(due >= _AS_OF).then(4).otherwise(3).cast(pl.UInt8).alias("status"),
                pl.lit(1, dtype=pl.UInt8).alias("needed"), _col("answer").is_not_null().cast(pl.UInt8).alias("counted"),
                pl.when(_col("answer") > due).then(_col("answer") - due).alias("late"), pl.lit(True).alias("scored"),
            )
        )  # fmt: skip


def _counted(own: Any, month: Any, first: int, size: int) -> Any:
    """How many contacts each term has in each month, by place."""
    key = _col("term") * MONTHS + pl.lit(month).gather(_col("day") - first)
    runs = own.select(key.rle().alias("key")).unnest("key")
    return pl.zeros(size, dtype=pl.UInt8, eager=True).scatter(runs["value"], runs["len"].cast(pl.UInt8))
