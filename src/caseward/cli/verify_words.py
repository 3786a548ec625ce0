"""What the independent check found, in words and as data; the sentences are those of the checker itself."""

from __future__ import annotations

from collections.abc import Iterator

from caseward.verify.absence import Absence
from caseward.verify.laptop import Answer, bundle_of, store_lines
from caseward.verify.receipt import Proven
from caseward.verify.report import Report


def report_lines(report: Report, now: float) -> Iterator[str]:
    """The answer on a store, line by line; ``now`` in seconds since 1970."""
    yield from store_lines(report)
    if report.exposed:
        times = [time for _, time in report.witnessed.witnesses] if report.witnessed else []
        since = f"; the last time was {(now - max(times)) / 3600:,.1f} hours ago" if times else ""
        yield f"Exposed: no witness has seen the newest {report.exposed:,} entries{since}."


def report_data(report: Report) -> dict[str, object]:
    """The answer on a store as plain data."""
    return {
        "origin": report.origin,
        "size": report.size,
        "sound": report.sound,
        "verdicts": {str(verdict): count for verdict, count in report.counts().items()},
        "ranges": [
            {"first": f.first, "last": f.last, "verdict": str(f.verdict), "what": f.what} for f in report.ranges
        ],
        "tables": report.tables,
        "more_tables": report.more_tables,
        "lost": report.lost,
        "marked": report.marked,
        "unchecked": report.unchecked,
        "parts_opened": report.parts_opened,
        "witnessed": report.witnessed.head.size if report.witnessed else 0,
        "exposed": report.exposed,
    }


def receipt_data(proven: Proven, said: dict[str, str]) -> dict[str, object]:
    """What a receipt proves as plain data."""
    return {
        "origin": proven.origin,
        "index": proven.index,
        "size": proven.size,
        "root": proven.root.hex(),
        "witnesses": dict(proven.witnesses),
        "unchecked": list(proven.unchecked),
        "entry": proven.leaf.decode(),
        "said": said,
    }


def bundle_data(answer: Answer) -> dict[str, object]:
    """What a bundle or a certificate proves as plain data."""
    bundle = bundle_of(answer)
    data: dict[str, object] = {
        "origin": bundle.origin,
        "first": bundle.first,
        "end": bundle.end,
        "size": bundle.heads[-1].head.size,
        "witnesses": dict(bundle.heads[-1].witnesses),
        "witnessed": bundle.witnessed.head.size if bundle.witnessed else 0,
        "kinds": dict(sorted(bundle.kinds.items())),
        "faults": [{"index": index, "what": what} for index, what in bundle.faults],
        "opened": [{"index": o.index, "name": o.name, "part": o.part.decode()} for o in bundle.opened],
    }
    if isinstance(answer, Absence):
        case = bundle.case.part.decode() if bundle.case else ""
        listed = [{"index": index, "recorded": recorded} for index, recorded in answer.found]
        data |= {"question": dict(bundle.question), "found": listed, "looked_at": answer.looked_at, "case": case}
    return data
