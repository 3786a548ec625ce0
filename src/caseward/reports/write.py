"""Leaving an audit on disk: every file made in memory first, so that nothing half-made is written, then written with a
manifest."""

from __future__ import annotations

from pathlib import Path

from caseward.interchange.obligations import write_obligations
from caseward.reports.data_files import findings_json, manifest_json
from caseward.reports.draw import draw
from caseward.reports.model import Audit
from caseward.reports.page import page
from caseward.reports.pdf import pdf
from caseward.reports.picture import Picture
from caseward.reports.pictures import clocks, pictures_of
from caseward.reports.png import png
from caseward.reports.sheets import xlsx


def write_audit(audit: Audit, out: Path) -> list[Path]:
    """Write every file of an audit into the folder ``out``, which is made when it is not there. Gives the paths, in
    order of name.

    ``report.html``, ``report.pdf``, ``report.xlsx``, ``timeline.svg``, ``timeline.png``, ``obligations.parquet``,
    ``obligations.csv``,
    ``findings.json``, ``manifest.json``, and ``rejects.csv`` when the record has faults. The same audit gives the
    same bytes.
    """
    made = _made(audit)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (out / name).write_bytes(content)
    tables = write_obligations(audit.obligations, out)
    made |= {path.name: path.read_bytes() for path in tables}
    (out / "manifest.json").write_text(manifest_json(audit, made), encoding="utf-8", newline="")
    return sorted([*(out / name for name in made), out / "manifest.json"])


def _made(audit: Audit) -> dict[str, bytes]:
    pictures = pictures_of(audit)
    first = draw(pictures[0]) if pictures else draw(_empty(audit))
    texts = {
        "findings.json": findings_json(audit),
        "report.html": page(audit, pictures),
        "timeline.svg": first + "\n",
    }
    if audit.reading.faults:
        texts["rejects.csv"] = audit.reading.rejects_csv()
    made = {name: text.encode("utf-8") for name, text in texts.items()}
    made["timeline.png"] = png(first)
    made["report.xlsx"] = xlsx(audit)
    made["report.pdf"] = pdf(page(audit, pictures, paper=True))
    return made


def _empty(audit: Audit) -> Picture:
    """The picture of nothing: it says so, so that a missing file is never mistaken for an empty record."""
    return Picture(
        "No subject",
        ("The record holds no subject of these policies",),
        clocks(audit),
        audit.as_of,
        audit.as_of,
        (),
        (),
    )
