"""The four rules of ``flat`` in Polars, as quick as we could make it.

What made it quick: the rows come sorted, so runs of one key are counted where they stand (``rle``) instead of grouped;
terms are numbered from 0, so what belongs to a term or a month is gathered by place instead of joined; levels and
custody are a few columns by term; a missed stretch of the rolling clock is continued in rounds over the few gaps that
have one; small tables of days say month and block; the places of what counted are filtered out of all in one pass and
laid under the rows as lists by their lengths, through Arrow (some 2 of 15 seconds of processor for a million terms).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from benchmarks.flat import FIRST, MONTHS
from benchmarks.tables import AS_OF, ATTEMPTED, DIRECTIVE, IN_PERSON, REPORT, SPOKE, Tables
from caseward.dates import add_months
from caseward.engine.columns import EPOCH, day_number

_AS_OF = day_number(AS_OF)
_BLOCKS = MONTHS // 3 + 1
_col = pl.col
_SAME = {"asked": (0, pl.UInt8), "about": (None, pl.Int32), "needed": (1, pl.UInt8), "scored": (True, pl.Boolean)}
_SHIFT = 1 << 20
_DAY_KEY = _col("term").cast(pl.Int64) * _SHIFT + _col("day")


class InPolars:
    """The tables in memory, taken so many terms at a time. Without ``lists`` a row has how many entries counted, not
    which. Threads: ``POLARS_MAX_THREADS``."""

    def __init__(self, tables: Tables, block: int, *, lists: bool = True) -> None:
        self.block, self.lists = block, lists
        names = ("terms", "contacts", "levels", "custody")
        self.all = {name: pl.DataFrame(pl.from_arrow(getattr(tables, name))).rechunk() for name in names}

    def run(self, take: Callable[[str, Any], None]) -> None:
        """All four rules, each block's rows handed on: then memory is used again."""
        for first in range(0, len(self.all["terms"]), self.block):
            for rule, rows in _Block(self._part(first, first + self.block), lists=self.lists).rules():
                take(rule, rows.with_columns(_col("term") + first) if first else rows)

    def _part(self, first: int, end: int) -> dict[str, Any]:
        found = {}
        for name, whole in self.all.items():
            a, b = whole["term"].search_sorted(pl.Series([first, end], dtype=pl.Int32))
            found[name] = whole.slice(a, b - a).with_columns(_col("term") - first)
        return found


class _Block:
    """Some terms, numbered from 0."""

    def __init__(self, tables: dict[str, Any], *, lists: bool) -> None:
        self.lists = lists
        self.terms, self.contacts = tables["terms"], tables["contacts"]
        wide, self.level_count = self._widened(self.terms, tables["levels"], ("start", "level"))
        self.wide, self.held_count = self._widened(wide, tables["custody"], ("start", "stop"), "custody_")

    def rules(self) -> Iterator[tuple[str, Any]]:
        """The rows of each rule."""
        spoken = self.contacts.filter(_col("outcome") == SPOKE)
        met = spoken.filter(_col("mode") == IN_PERSON)
        yield "monthly", _whole(self._monthly(spoken), "about")
        yield "rolling", _whole(self._rolling(spoken), "about", "needed", "scored")
        yield "quarterly", _whole(self._quarterly(met), "asked", "about", "needed", "scored")
        yield "attempts", _whole(self._attempts(), "asked", "needed", "scored")

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

    def _counting(self, rows: Any, places: Callable[[], Any]) -> Any:
        """The rows with the places of what counted, so many for each as ``counted`` says, laid one after the other."""
        if not self.lists:
            return rows
        ends = rows["counted"].cast(pl.Int64).cum_sum()
        offsets = pl.concat([pl.Series([0], dtype=pl.Int64), ends])
        found = pa.LargeListArray.from_arrays(offsets.to_arrow(), places().rechunk().to_arrow())
        return rows.with_columns(counted=pl.Series(pl.from_arrow(found)))

    def _monthly(self, spoken: Any) -> Any:
        edges = np.array([day_number(add_months(FIRST, m)) for m in range(MONTHS + 1)], dtype=np.int32)
        days = np.arange(edges[0], edges[-1])
        month = pl.Series(np.searchsorted(edges, days, side="right") - 1, dtype=pl.Int32)
        months = pl.DataFrame({"month": np.arange(MONTHS, dtype=np.int32), "begins": edges[:-1], "ends": edges[1:]})
        size = len(self.terms) * MONTHS
        contacts = spoken.select(
            "place", met=_col("mode") == IN_PERSON,
            key=_col("term") * MONTHS + pl.lit(month).gather(_col("day") - int(edges[0])),
        )  # fmt: skip
        met = contacts.lazy().filter("met").select("key").collect()
        got = {"spoken": _counted(contacts["key"], size), "met": _counted(met["key"], size)}
        asked = self.wide.join(months, how="cross", maintain_order="left_right").with_columns(
            **got, window_start=pl.max_horizontal("begins", "opened")
        )
        level = self._level(pl.min_horizontal(_col("ends") - 1, _AS_OF))
        held = pl.lit(0, dtype=pl.Int32)
        for n in range(self.held_count):
            until = pl.min_horizontal(f"custody_stop{n}", "ends")
            begun = pl.max_horizontal(f"custody_start{n}", "window_start")
            held += pl.when(_col(f"custody_start{n}").is_not_null() & (until > begun)).then(until - begun).otherwise(0)
        length = _col("ends") - _col("window_start")
        judged = (
            asked.lazy()
            .with_columns(
                directive=_col("window_start").is_between(DIRECTIVE[0], DIRECTIVE[1] - 1),
                level=level, held=held, needed=pl.when(level == 2).then(2).otherwise(1).cast(pl.UInt8),
            )
            .with_columns(enough=pl.when("directive").then("spoken").otherwise("met") >= _col("needed"))
            .select(
                "term", "window_start", (_col("ends") - 1).alias("due"),
                (_col("level").cast(pl.UInt8) + pl.when("directive").then(3).otherwise(0).cast(pl.UInt8))
                .alias("asked"),
                pl.when("enough").then(0).when(_col("ends") > _AS_OF).then(4)
                .when((_col("held") > 0) & (_col("held") * 100 >= length * 50)).then(5).otherwise(2)
                .cast(pl.UInt8).alias("status"),
                "needed", pl.when("enough").then(_col("needed")).otherwise(0).alias("counted"),
                (length * 100 >= (_col("ends") - _col("begins")) * 50).alias("scored"),
                opens=_col("ends") > _col("opened"),
            ).with_columns(extra=_unmet())
        ).collect()  # fmt: skip

        def places() -> Any:
            """Of a window that is met the first that are needed: those before an end among all of their sort."""
            limits = judged.select(
                spoken=got["spoken"].cast(pl.Int32).cum_sum() - got["spoken"] + _col("counted"),
                met=got["met"].cast(pl.Int32).cum_sum() - got["met"] + _col("counted"),
                directive=_col("asked") >= 3,
            ).select(
                spoken=pl.when("directive").then("spoken").otherwise(0),
                met=pl.when("directive").then(0).otherwise("met"),
            )
            in_time = pl.int_range(pl.len(), dtype=pl.Int32) < pl.lit(limits["spoken"]).gather(_col("key"))
            in_person = _col("met").cast(pl.Int32).cum_sum() <= pl.lit(limits["met"]).gather(_col("key"))
            return contacts.lazy().filter(in_time | (_col("met") & in_person)).select("place").collect()["place"]

        return self._counting(judged.filter("opens").drop("opens"), places)

    def _rolling(self, spoken: Any) -> Any:
        """Each gap between two days with a contact, or to today, is one chain of its own."""
        runs = spoken.select(_DAY_KEY.rle().alias("key")).unnest("key")
        spoke = runs.select(
            term=(_col("value") // _SHIFT).cast(pl.Int32), until=(_col("value") % _SHIFT).cast(pl.Int32),
            times=_col("len").cast(pl.UInt8), at=(_col("len").cum_sum() - _col("len")).cast(pl.Int32),
            unmet=pl.lit(None, dtype=pl.Int32),
        )  # fmt: skip
        before = _col("term") == _col("term").shift(1)
        gaps = spoke.with_columns(since=pl.when(before).then(_col("until").shift(1)))
        last = spoke.filter((_col("term") != _col("term").shift(-1)).fill_null(True)).select("term", since="until")
        last = self.terms.select("term").join(last, on="term", how="left").with_columns(
            until=pl.lit(None, dtype=pl.Int32), times=pl.lit(0, dtype=pl.UInt8), at=pl.lit(0, dtype=pl.Int32),
            unmet=pl.lit(None, dtype=pl.Int32),
        )  # fmt: skip
        gaps = pl.concat([gaps, last.select(gaps.columns)])
        found = []
        while len(gaps):
            done = self._round(gaps)
            gaps = done.filter(_col("status") == 2).select(
                "term", "until", "times", "at", unmet=pl.coalesce("unmet", _col("due") + 1), since="due"
            )

            def places(done: Any = done) -> Any:
                """Those of the day that ended the gap: so many in a row of all."""
                closed = done.select("at", "counted").filter(_col("counted") > 0)
                at, length = (closed[name].to_numpy().astype(np.int32) for name in ("at", "counted"))
                before = np.cumsum(length, dtype=np.int32) - length
                every = np.repeat(at - before, length) + np.arange(length.sum(), dtype=np.int32)
                return spoken["place"].gather(pl.Series(every.view(np.uint32)))

            found.append(self._counting(done.drop("until", "times", "unmet"), places).drop("at"))
        return pl.concat(found)

    def _round(self, gaps: Any) -> Any:
        """The obligation that each gap opens, judged at the contact that ends it or today."""
        own = self.wide.select(pl.all().exclude("term").gather(gaps["term"]))
        stop, due = _col("until").fill_null(_AS_OF), _col("due")
        late = _col("until") - due
        return (
            pl.concat([gaps, own], how="horizontal").lazy()
            .with_columns(since=_col("since").fill_null(_col("opened")), stop=stop)
            .with_columns(due=self._paused(_col("since") + _interval(self._level(_col("since")))))
            # The level of the due day as it stood first, or of the contact if that came before, says the interval.
            .with_columns(asked=self._level(pl.min_horizontal("due", "stop")))
            .with_columns(every=_interval(_col("asked")))
            .with_columns(due=self._paused(_col("since") + _col("every")))
            .with_columns(missed=_col("stop") > due + _col("every"))
            .select(
                "term", "asked", _col("since").alias("window_start"), "due",
                pl.when("missed").then(2).when(_col("until") <= due).then(0).when(_col("until").is_not_null()).then(1)
                .when(_col("stop") <= due).then(4).otherwise(3).cast(pl.UInt8).alias("status"),
                pl.when("missed").then(0).otherwise(_col("times")).alias("counted"),
                pl.when(~_col("missed")).then(
                    pl.when(late > 0).then(late).when(_col("until").is_null())
                    .then(pl.coalesce("unmet", pl.when(_col("stop") > due).then(due + 1)))
                ).alias("extra"),
                "until", "times", "at", "unmet",
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
        runs = met.select((_col("term") * _BLOCKS + in_block).rle().alias("key")).unnest("key")
        seen = pl.zeros(len(opened) * _BLOCKS, dtype=pl.UInt8, eager=True).scatter(runs["value"], 1)
        place = (_col("opened") - first) * _BLOCKS + _col("block")
        rows = (
            self.terms.lazy()
            .join(pl.LazyFrame({"block": np.arange(_BLOCKS, dtype=np.int32)}), how="cross", maintain_order="left_right")
            .with_columns(seen=seen, begins=pl.lit(begins).gather(place), ends=pl.lit(ends).gather(place))
            .filter(_col("begins") <= _AS_OF)
            .select(
                "term", _col("begins").alias("window_start"), (_col("ends") - 1).alias("due"),
                pl.when(_col("seen") == 1).then(0).when(_col("ends") > _AS_OF).then(4).otherwise(2).cast(pl.UInt8)
                .alias("status"), _col("seen").alias("counted"),
            ).with_columns(extra=_unmet()).collect()
        )  # fmt: skip
        return self._counting(rows, lambda: met["place"].gather(runs["len"].cum_sum() - runs["len"]))

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
            .select("term", "day", "place", nth=number - pl.when(~_col("linked")).then(number).forward_fill())
            .filter(_col("nth") % 2 == 1)
        )
        reports = self.contacts.filter(_col("outcome") == REPORT)
        before = reports.select(_DAY_KEY).to_series().search_sorted(fired.select(_DAY_KEY).to_series())
        reported, owner = pl.lit(reports["day"]), pl.lit(reports["term"])
        due = _col("day") + 30
        late = _col("answer") - due
        rows = (
            fired.with_columns(before=before.cast(pl.Int32), i=number)
            .with_columns(at=_col("i") + (_col("before") - _col("i")).cum_max().over("term"))
            .with_columns(at=pl.when(owner.gather(_col("at"), null_on_oob=True) == _col("term")).then("at"))
            .with_columns(answer=reported.gather(_col("at")))
            .select(
                "term", "at", _col("place").alias("about"), _col("day").alias("window_start"), due.alias("due"),
                pl.when(_col("answer") <= due).then(0).when(_col("answer").is_not_null()).then(1)
                .when(due >= _AS_OF).then(4).otherwise(3).cast(pl.UInt8).alias("status"),
                _col("answer").is_not_null().cast(pl.UInt8).alias("counted"),
                pl.when(late > 0).then(late).when(_col("answer").is_null() & (due < _AS_OF)).then(due + 1)
                .alias("extra"),
            )
        )  # fmt: skip
        return self._counting(rows, lambda: reports["place"].gather(rows["at"].drop_nulls())).drop("at")


def _whole(rows: Any, *names: str) -> Any:
    """The rows with columns that are the same in all of them, in the smallest type that holds them, written out."""
    return rows.with_columns(
        pl.repeat(value, len(rows), dtype=kind, eager=True).alias(name)
        for name, (value, kind) in _SAME.items()
        if name in names
    )


def _interval(level: Any) -> Any:
    return pl.when(level == 0).then(90).when(level == 1).then(60).otherwise(30).cast(pl.Int32)


def _unmet() -> Any:
    """The first unmet day of a window that is open, where those before it were missed; rows by term and day."""
    number = pl.int_range(pl.len(), dtype=pl.Int32)
    begins = pl.when((_col("term") != _col("term").shift(1)).fill_null(True)).then(number).forward_fill()
    after = pl.when((_col("status") != 2) & (_col("status") != 4)).then(number + 1).forward_fill()
    since = pl.max_horizontal(begins, after)
    missed = _col("due").gather(since, null_on_oob=True) + 1
    return pl.when((_col("status") == 4) & (since < number)).then(missed)


def _counted(key: Any, size: int) -> Any:
    """How many contacts there are of each key, by place; the keys come sorted."""
    runs = key.rle().struct.unnest()
    return pl.zeros(size, dtype=pl.UInt8, eager=True).scatter(runs["value"], runs["len"].cast(pl.UInt8))
