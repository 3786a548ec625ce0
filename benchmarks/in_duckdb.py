"""The four rules of ``flat`` in DuckDB SQL, as quick as we could make it.

What made it quick, each against what it replaced, in seconds of processor for a million terms: rows handed on as Arrow
tables in no order instead of standing in temporary tables (3.3 and 4.2 for 24 M rows with lists); a query for each
month and each block with its numbers written into it instead of a join with all of them (2 and 7, without lists);
contacts up to each month as bytes packed into sums by term, which also say where in the term's list of places those of
a month begin, instead of a group for each term and month (2 and 10); such sums as floating point, which holds six bytes
exactly, instead of whole numbers, whose sums have 128 bits (1.3 and 1.6); contacts in person summed in a statement of
their own (3.8 and 5.8); gaps between contacts with a lag over the rows as they stand instead of lists for each term
(1 and 3.9), which took the place of a window over sorted partitions; a missed stretch of the rolling clock continued in
rounds over the few gaps that have one instead of a recursive query; levels and custody as a few columns by term instead
of range joins.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.flat import FIRST, MONTHS
from benchmarks.tables import AS_OF, ATTEMPTED, DIRECTIVE, IN_PERSON, REPORT, SPOKE, Tables
from caseward.dates import add_months
from caseward.engine.columns import day_number, day_of
from caseward.engine.layout import MISSED

_AS_OF, _FIRST = day_number(AS_OF), day_number(FIRST)
_MOST_CONTACTS = 255  # of a term: so that no count outgrows its byte
_BYTES = 6  # of a word: what floating point adds exactly
_BLOCKS = MONTHS // 3 + 1
_MONTH_WORDS = [f"m{w}" for w in range(-(-MONTHS // _BYTES))]
_WORDS = [*_MONTH_WORDS, *(f"block{w}" for w in range(-(-_BLOCKS // _BYTES)))]
_WINDOW = ("rule", "opened", "k", "a", "b")
_EDGES = [day_number(add_months(FIRST, m)) for m in range(MONTHS + 1)]
#: Columns that are the same in all rows of a rule, in the smallest type that holds them.
_ASKED, _ABOUT, _SCORED = "0::UTINYINT asked", "NULL::INTEGER about", "1::UTINYINT needed, true scored"
TABLES = ("terms", "contacts", "levels", "custody")

Take = Callable[[str, Any], None]


class InDuckDB:
    """The tables in memory. Without ``lists`` a row has how many entries counted, not which."""

    def __init__(self, tables: Tables, threads: int, *, lists: bool = True) -> None:
        self.db = duckdb.connect(config={"threads": threads})
        self.lists, self.levels, self.held, self.opened = lists, 0, 0, (0, 0)
        for name in TABLES:
            self._given(name, getattr(tables, name))

    def run(self, take: Take) -> None:
        """All four rules; rows are handed on as Arrow tables, some for each rule, in no order."""
        self.levels, self.held = (self._widest(name) for name in ("levels", "custody"))
        self.opened = self.db.execute("SELECT min(opened), max(opened) FROM terms").fetchall()[0]
        self._wide()
        self._counts()
        for rule, make in (("monthly", self._monthly), ("quarterly", self._quarterly)):
            done = []
            for period in range(MONTHS if rule == "monthly" else _BLOCKS):
                done.append(self._rows(make(period, done)))
                take(rule, done[-1])
        self.db.execute("DROP TABLE counts")
        self._rolling(take)
        take("attempts", self._rows(self._attempts()))

    def _given(self, name: str, table: Any) -> None:
        self.db.register("given", table)
        self.db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
        self.db.unregister("given")

    def _make(self, name: str, query: str) -> None:
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def _rows(self, query: str) -> Any:
        self.db.execute("SET preserve_insertion_order = false")
        found = self.db.sql(query).to_arrow_table()
        self.db.execute("SET preserve_insertion_order = true")
        return found

    def _number(self, query: str) -> int:
        return int(self.db.execute(query).fetchall()[0][0] or 0)

    def _widest(self, name: str) -> int:
        return self._number(f"SELECT max(n) FROM (SELECT count(*) n FROM {name} GROUP BY term)")

    def _wide(self) -> None:
        """One row a term: when it opened, and each span of level (s, v) and of custody (c, d) in columns of its own."""
        levels = ", ".join(f"(l[{i}] // 256)::INTEGER s{i}, (l[{i}] & 255)::UTINYINT v{i}" for i in self._spans())
        held = ", ".join(
            f", coalesce(h[{i}] >> 32, -1)::INTEGER c{i}, coalesce(h[{i}] & 4294967295, -1)::INTEGER d{i}"
            for i in range(1, self.held + 1)
        )
        self._make(
            "wide",
            f"""
            SELECT t.term, opened, {levels} {held} FROM terms t
            LEFT JOIN (SELECT term, list_sort(list(start * 256 + level)) l FROM levels GROUP BY term) USING (term)
            LEFT JOIN (SELECT term, list_sort(list((start::BIGINT << 32) + stop)) h FROM custody GROUP BY term)
            USING (term)""",
        )

    def _spans(self) -> range:
        return range(1, self.levels + 1)

    def _level(self, day: str) -> str:
        return " ".join(["CASE", *(f"WHEN {day} >= s{i} THEN v{i}" for i in self._spans()[:0:-1]), "ELSE v1 END"])

    def _counts(self) -> None:
        """Of each term the contacts up to each month (spoken, met) and, if met, each block: bytes in words; and where
        they stand, in order."""
        if self._number("SELECT max(n) FROM (SELECT count(*) n FROM contacts GROUP BY term)") > _MOST_CONTACTS:
            raise OverflowError("a term has more contacts than a byte can count")
        self._given("days", _days(*self.opened))
        self._given("windows", _windows(*self.opened))
        for name, words, which in (
            ("spoken", _MONTH_WORDS, f"(SELECT *, {self.opened[0]} opened FROM contacts)"),
            ("met", _WORDS, f"(SELECT * FROM contacts JOIN terms USING (term) WHERE mode = {IN_PERSON})"),
        ):
            sums = [f"sum({w})::BIGINT {w.replace('m', name)}" for w in words]
            sums += [f"list_sort(list(place)) {name}"] if self.lists else []
            self._make(
                f"all_{name}",
                f"""
                SELECT term, {", ".join(sums)} FROM {which}
                JOIN days ON pair = (opened - {_FIRST} << 10) + day - {_FIRST} WHERE outcome = {SPOKE} GROUP BY term""",
            )
        self._make("counts", "SELECT * FROM wide LEFT JOIN all_spoken USING (term) LEFT JOIN all_met USING (term)")

    def _counted(self, of: str, before: str, needed: str) -> str:
        """The entries of a window that is met: the first that are needed, after those of the windows before."""
        return f"{of}[{before} + 1:{before} + {needed}]" if self.lists else f"{needed}::UTINYINT"

    @property
    def _none(self) -> str:
        return "[]" if self.lists else "0::UTINYINT"

    def _monthly(self, month: int, done: list[Any]) -> str:
        a, b = _EDGES[month], _EDGES[month + 1]
        if self.opened[1] <= a:  # each window begins with its month
            start, under = f"{a}::INTEGER", str(3 * (DIRECTIVE[0] <= a < DIRECTIVE[1]))
        else:
            start, under = "start", f"CASE WHEN start BETWEEN {DIRECTIVE[0]} AND {DIRECTIVE[1] - 1} THEN 3 ELSE 0 END"

        def either(spoken: str, met: str) -> str:
            return {"0": met, "3": spoken}.get(under, f"CASE WHEN {under} = 3 THEN {spoken} ELSE {met} END")

        got = either(*(f"coalesce({_byte(n, month)} - {_byte(n, month - 1)}, 0)" for n in ("spoken", "met")))
        counted = either(*(self._counted(n, _byte(n, month - 1), "needed") for n in ("spoken", "met")))
        held = " + ".join(
            ["0", *(f"greatest(least(d{i}, {b}) - greatest(c{i}, {start}), 0)" for i in range(1, self.held + 1))]
        )
        unmet, source = self._unmet("monthly", b - 1, done)
        return f"""
            SELECT term, (level + {under})::UTINYINT asked, {start} window_start, {b - 1} due,
                (CASE WHEN got >= needed THEN 0 WHEN {b - 1} >= {_AS_OF} THEN 4
                 WHEN ({held}) * 100 >= 50 * ({b} - {start}) THEN 5 ELSE 2 END)::UTINYINT status,
                needed, CASE WHEN got >= needed THEN {counted} ELSE {self._none} END counted, {_ABOUT},
                ({b} - {start}) * 100 >= {50 * (b - a)} scored, {unmet} extra
            FROM (SELECT *, (1 + (level = 2)::INTEGER)::UTINYINT needed, {got} got
                FROM (SELECT *, greatest({a}, opened) start, {self._level(str(min(b - 1, _AS_OF)))} level
                      FROM {source} WHERE {b} > opened))"""

    def _quarterly(self, block: int, done: list[Any]) -> str:
        got = f"coalesce({_byte('block', block)} > {_byte('block', block - 1)}, false)"
        unmet, source = self._unmet("quarterly", _starts(self.opened[1])[block + 1] - 1, done)
        return f"""
            SELECT term, {_ASKED}, {_ABOUT}, {_SCORED}, a window_start, b - 1 due,
                (CASE WHEN got THEN 0 WHEN b - 1 >= {_AS_OF} THEN 4 ELSE 2 END)::UTINYINT status,
                CASE WHEN got THEN {self._counted("met", _byte("block", block - 1), "1")} ELSE {self._none} END counted,
                {unmet} extra
            FROM (SELECT *, {got} got FROM {source}
                JOIN (SELECT opened, a, b FROM windows WHERE rule = 'quarterly' AND k = {block}) USING (opened))
            WHERE a <= {_AS_OF}"""

    def _unmet(self, rule: str, due: int, done: list[Any]) -> tuple[str, str]:
        """The first unmet day of a window that is open, and where that is found: the windows before it in ``done`` were
        missed since the last that was not."""
        if due < _AS_OF:
            return "NULL::INTEGER", "counts"
        self.db.register("done", pa.concat_tables([t.select(["term", "due", "status"]) for t in done]))
        return (
            "CASE WHEN status = 4 AND missed <= due THEN missed END",
            f"""
            (SELECT counts.*, w.b missed FROM counts
             LEFT JOIN (SELECT term, max(due) + 1 since FROM done WHERE status <> 2 GROUP BY term) USING (term)
             LEFT JOIN windows w ON w.rule = '{rule}' AND w.opened = counts.opened
                 AND w.a = coalesce(since, counts.opened))""",
        )

    def _rolling(self, take: Take) -> None:
        """Each gap between two days with a contact, or to today, is one chain of its own."""
        # Several contacts of one day close one obligation and are all counted: ``more`` says that others follow.
        self._make(
            "gaps",
            f"""
            SELECT term, CASE WHEN pt = term THEN since END since, until, place,
                coalesce(nt = term AND next = until, false) more, NULL::INTEGER unmet
            FROM (SELECT term, day until, place, lag(term) OVER () pt, lag(day) OVER () since,
                      lead(term) OVER () nt, lead(day) OVER () next
                  FROM contacts WHERE outcome = {SPOKE})
            UNION ALL SELECT term, last, NULL, NULL, false, NULL FROM terms
            LEFT JOIN (SELECT term, max(day) last FROM contacts WHERE outcome = {SPOKE} GROUP BY term) USING (term)""",
        )
        others = "list_sort(list(place))" if self.lists else "count(*)"
        self._make("again", f"SELECT term, until, {others} others FROM gaps WHERE since = until GROUP BY term, until")
        done = self._rows(self._round("gaps"))
        while True:
            take("rolling", done)
            missed = done.filter(pc.field("status") == MISSED)
            if not len(missed):
                break
            self.db.register("missed", missed)
            self._make(
                "gaps",
                "SELECT term, due since, until, place, more, coalesce(unmet, due + 1) unmet FROM missed",
            )
            self.db.unregister("missed")
            done = self._rows(self._round("gaps"))
        self.db.execute("DROP TABLE gaps")

    def _round(self, gaps: str) -> str:
        """The obligation that each gap opens, judged at the contact that ends it or today."""
        one, several = ("[place]", "list_prepend(place, others)") if self.lists else ("1", "1 + others")
        gaps = f"""SELECT *, {one} counted FROM {gaps} WHERE NOT more AND since IS DISTINCT FROM until UNION ALL
            SELECT gaps.*, {several} FROM {gaps} JOIN again USING (term, until)
            WHERE more AND since IS DISTINCT FROM until"""
        query = f"""SELECT g.* REPLACE (coalesce(since, opened) AS since), coalesce(until, {_AS_OF}) stop,
            w.* EXCLUDE (term, opened) FROM ({gaps}) g JOIN wide w USING (term)"""
        query = self._paused(f"SELECT *, since + 90 - 30 * {self._level('since')} due FROM ({query})")
        # The level of the due day as it stood first, or of the contact if that came before, says the interval.
        query = f"SELECT * EXCLUDE (due), {self._level('least(due, stop)')} asked FROM ({query})"
        query = self._paused(f"SELECT *, 90 - 30 * asked every, since + 90 - 30 * asked due FROM ({query})")
        return f"""
            SELECT term, asked, {_ABOUT}, {_SCORED}, since::INTEGER window_start, due::INTEGER due,
                (CASE WHEN missed THEN 2 WHEN until <= due THEN 0 WHEN until IS NOT NULL THEN 1
                 WHEN stop <= due THEN 4 ELSE 3 END)::UTINYINT status,
                CASE WHEN missed OR until IS NULL THEN {self._none} ELSE counted END counted,
                CASE WHEN missed THEN NULL WHEN until > due THEN until - due
                 WHEN until IS NULL THEN coalesce(unmet, CASE WHEN stop > due THEN due + 1 END) END::INTEGER extra,
                until, place, more, unmet
            FROM (SELECT *, stop > due + every missed FROM ({query}))"""

    def _paused(self, query: str) -> str:
        """The due day carried on by the days in custody before it: spans in order, none overlaps another."""
        for i in range(1, self.held + 1):
            begins = f"greatest(c{i}, since + 1)"
            moved = f"CASE WHEN {begins} <= due AND d{i} > {begins} THEN due + d{i} - {begins} ELSE due END"
            query = f"SELECT * REPLACE ({moved} AS due) FROM ({query})"
        return query

    def _attempts(self) -> str:
        """Every second attempt of an unbroken run; then the first report from that day on that no earlier one took."""
        self._make(
            "attempted",
            f"""
            SELECT term, day, place, coalesce(before & 1 = 1 AND before >> 13 = term
                AND day <= (before >> 1 & 4095) + {_FIRST} + 30, false) linked, row_number() OVER () n
            FROM (SELECT *, lag((term::BIGINT << 13) + (day - {_FIRST} << 1) + (outcome = {ATTEMPTED})::BIGINT)
                      OVER () before
                  FROM contacts WHERE outcome = {SPOKE} OR outcome = {ATTEMPTED}) WHERE outcome = {ATTEMPTED}""",
        )
        self._make(
            "fired",
            """
            SELECT term, day, place, row_number() OVER (PARTITION BY term ORDER BY n) i
            FROM (SELECT *, n - max(CASE WHEN NOT linked THEN n END) OVER (ROWS UNBOUNDED PRECEDING) nth
                  FROM attempted) WHERE nth % 2 = 1""",
        )
        counted = "[r_at[answering]]" if self.lists else "1::UTINYINT"
        return f"""
            WITH waiting AS (SELECT f.*, r, r_at, coalesce(len(list_filter(r, lambda x: x < f.day)), 0) before
                FROM fired f LEFT JOIN (SELECT term, list_sort(list(day)) r, list_sort(list(place)) r_at
                                        FROM contacts WHERE outcome = {REPORT} GROUP BY term) USING (term)),
            answered AS (SELECT *, day + 30 due, r[answering] answer FROM (SELECT *,
                i + max(before - i + 1) OVER (PARTITION BY term ORDER BY i ROWS UNBOUNDED PRECEDING) answering
                FROM waiting))
            SELECT term, {_ASKED}, place about, {_SCORED}, day window_start, due,
                (CASE WHEN answer <= due THEN 0 WHEN answer IS NOT NULL THEN 1 WHEN {_AS_OF} <= due THEN 4 ELSE 3 END
                )::UTINYINT status, CASE WHEN answer IS NULL THEN {self._none} ELSE {counted} END counted,
                CASE WHEN answer > due THEN answer - due WHEN answer IS NULL AND due < {_AS_OF} THEN due + 1 END extra
            FROM answered"""


def _byte(name: str, period: int) -> str:
    """The count up to the end of a period out of the packed sums."""
    return f"({name}{period // _BYTES} >> {8 * (period % _BYTES)} & 255)" if period >= 0 else "0"


def _starts(opened: int) -> list[int]:
    """The first days of the blocks of three months from a day on."""
    return [day_number(add_months(day_of(opened), 3 * k)) for k in range(_BLOCKS + 1)]


def _windows(first: int, last: int) -> Any:
    """The windows of a term by the day on which it opened, for both rules that have some."""
    found = [("quarterly", o, k, *ab) for o in range(first, last + 1) for k, ab in enumerate(pairwise(_starts(o)))]
    for opened in range(first, last + 1):
        months = enumerate(pairwise(_EDGES))
        found += [("monthly", opened, m, max(a, opened), b) for m, (a, b) in months if b > opened]
    return pa.table(
        [
            pa.array(c, None if n == "rule" else pa.int32())
            for n, c in zip(_WINDOW, zip(*found, strict=True), strict=True)
        ],
        names=_WINDOW,
    )


def _days(first: int, last: int) -> Any:
    """For each day on which a term opened and each day after it (``pair``: both in one number) what a contact then
    adds: one to the month and the block it is in and to all that follow."""
    found = []
    for opened in range(first, last + 1):
        days = np.arange(opened, _AS_OF + 1)
        words = [*_words(np.searchsorted(_EDGES, days, side="right") - 1, MONTHS),
                 *_words(np.searchsorted(_starts(opened), days, side="right") - 1, _BLOCKS)]  # fmt: skip
        found.append(pa.table([(opened - _FIRST << 10) + days - _FIRST, *words], names=["pair", *_WORDS]))
    return pa.concat_tables(found)


def _words(period: Any, periods: int) -> list[Any]:
    return [
        sum(np.where(period <= k, 256.0 ** (k % _BYTES), 0.0) for k in range(w, min(w + _BYTES, periods)))
        for w in range(0, periods, _BYTES)
    ]
