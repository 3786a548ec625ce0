"""How to repeat the audit: the command, the hashes of what went in, and what the files were made with."""

from __future__ import annotations

import shlex
from importlib.metadata import PackageNotFoundError, version

from caseward.reports.model import Audit

#: What the bytes of the outputs depend on, beside Caseward itself.
MADE_WITH = ("jinja2", "pyarrow", "vl-convert-python", "weasyprint", "xlsxwriter")


def command(audit: Audit) -> str:
    """The command that repeats the audit, quoted for a shell: files by name, without the folders of this machine."""
    words = ["caseward", "audit", audit.record_path_name]
    for policy in audit.policies:
        words += ["--policy", policy.name]
    words += ["--as-of", audit.as_of.isoformat()]
    if audit.known_at is not None:
        words += ["--known-at", audit.known_at.isoformat()]
    return shlex.join([*words, "--out", "audit"])


def versions(audit: Audit) -> dict[str, str]:
    """Caseward and the libraries that shape the outputs, by name."""
    return {"caseward": audit.caseward_version, **{name: _version(name) for name in MADE_WITH}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def inputs(audit: Audit) -> dict[str, object]:
    """What went in, by hash: the record by what it says (whatever its format and order), each policy by its bytes, and
    the two clocks."""
    return {
        "record": {
            "name": audit.record_path_name,
            "sha256": audit.reading.sha256,
            "rows_read": audit.reading.rows_read,
            "rows_set_aside": len(audit.reading.rejected),
        },
        "policies": [{"policy": p.document.policy, "file": p.name, "sha256": p.sha256} for p in audit.policies],
        "as_of": audit.as_of.isoformat(),
        "known_at": audit.known_at.isoformat() if audit.known_at else None,
    }
