"""Entries cited: what each shows, with its date as stated and its source; and groups of entries that may state one
event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caseward.oversight.model import Evidence
from caseward.record.entry import Entry


def cite(entry: Entry, shows: str) -> Evidence:
    """One entry as evidence."""
    return Evidence(entry.id, entry.kind, entry.occurred.text, entry.source, shows)


def cite_id(entry_id: str, entries: Mapping[str, Entry], shows: str) -> Evidence:
    """The entry of that id as evidence; an id that is not in the view is cited bare, so that it stays visible."""
    found = entries.get(entry_id)
    return cite(found, shows) if found else Evidence(entry_id, "", "", "", shows)


def groups(ids: Iterable[str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The ids in groups joined by links, each sorted, sorted by their first; links to ids that are not given are
    ignored.
    """
    home = {i: i for i in sorted(set(ids))}
    for one, other in links:
        if one in home and other in home:
            low, high = sorted((_root(home, one), _root(home, other)))
            home[high] = low
    found: dict[str, list[str]] = {}
    for i in home:
        found.setdefault(_root(home, i), []).append(i)
    return [found[root] for root in sorted(found)]


def fewest_distinct(able: Iterable[Entry], surely: Iterable[Entry]) -> int:
    """The fewest distinct events among those that surely count, when ``may_be_same_as`` entries state the same event.

    ``able`` are all that may count: two sure entries may be one event also through a doubtful one that may be both.
    """
    held, certain = list(able), {e.id for e in surely}
    links = [(e.id, e.text("may_be_same_as")) for e in held]
    return sum(any(i in certain for i in group) for group in groups([e.id for e in held], links))


def _root(home: dict[str, str], i: str) -> str:
    while home[i] != i:
        home[i] = home[home[i]]
        i = home[i]
    return i
