"""A receipt from its files: what stands in it, what it proves, and its page."""

from __future__ import annotations

from pathlib import Path

from caseward.cli.verifying import contents, proving, trust_in
from caseward.errors import BadRequest
from caseward.verify.receipt import Proven, Receipt

PROOF, SAID = ".tlog-proof", ".said.json"


def proven(receipt: Path, trust: Path | None, said: Path | None, entry: Path | None) -> tuple[Proven, dict[str, str]]:
    """What a receipt proves, and the parts of its entry that are shown. NotProven, BadTrustPolicy, NotFound."""
    from caseward.interchange.kept.opened_for_checking import by_library
    from caseward.verify.receipt import check
    from caseward.verify.said import check_said

    trusted = trust_in(trust)
    data, leaf = contents(receipt), contents(entry) if entry else b""
    told = _said(receipt, said)
    with proving(receipt):
        found = check(data, trusted, leaf, by_library)
    if told is None:
        return found, {}
    with proving(told):
        return found, check_said(found.leaf, contents(told))


def _said(receipt: Path, said: Path | None) -> Path | None:
    beside = receipt.with_name(receipt.name.removesuffix(PROOF) + SAID)
    return said or (beside if beside.is_file() and receipt.name.endswith(PROOF) else None)


def shown(receipt: Path) -> dict[str, object]:
    """What stands in a receipt, unchecked. NotProven when it is none."""
    from caseward.verify.note import Head

    with proving(receipt):
        found = Receipt.parse(contents(receipt))
        head = Head.parse(found.note.text)
    carried = {"entry": found.extra.decode("utf-8", "replace")} if found.extra else {}
    return {
        "log": head.origin,
        "index": found.index,
        "size": head.size,
        "root": head.root.hex(),
        "hashes": len(found.path),
        "signatures": ", ".join(f"{name}+{id_.hex()}" for name, id_, _ in found.note.signatures),
        **carried,
    }


def written_page(receipt: Path, trust: Path | None, said: Path | None, page: Path) -> None:
    """Check a receipt and write its page, as HTML or PDF by the file's ending."""
    from caseward.ledger.durable import write_durably
    from caseward.reports.pdf import pdf
    from caseward.reports.receipt_page import receipt_page

    if page.suffix not in (".html", ".pdf"):
        raise BadRequest(f"--page {page}: a page is written as .html or .pdf.")
    found, parts = proven(receipt, trust, said, None)
    paper = page.suffix == ".pdf"
    text = receipt_page(found, parts, contents(receipt).decode(), trust_lines(trust), paper=paper)
    write_durably(page, pdf(text) if paper else text.encode())


def trust_lines(trust: Path | None) -> list[str]:
    """The lines of a trust policy that name somebody."""
    lines = contents(trust).decode("utf-8", "replace").splitlines() if trust else []
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
