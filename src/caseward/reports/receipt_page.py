"""A receipt on paper: what it proves, in words, with the whole of it as text and as a QR code, and how to check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import segno

from caseward.reports.page import environment
from caseward.verify.envelope import read
from caseward.verify.laptop import receipt_lines
from caseward.verify.receipt import Proven

#: The most bytes that a QR code holds (version 40, the least correction).
QR_HOLDS = 2953


def receipt_page(
    proven: Proven, said: Mapping[str, str], receipt: str, trust: Sequence[str], *, paper: bool = False
) -> str:
    """The page of a receipt that was checked. ``receipt`` is its text, ``trust`` the lines of the policy that it was
    checked with, ``said`` the parts of the entry that are shown. The same receipt gives the same page.
    """
    whole = len(receipt.encode()) <= QR_HOLDS
    digest = sha256(receipt.encode()).hexdigest()
    return environment().get_template("receipt.html.j2").render(
        proven=proven,
        envelope=read(proven.leaf),
        lines=list(receipt_lines(proven)),
        said=sorted(said.items()),
        receipt=receipt,
        trust=trust,
        digest=digest,
        whole=whole,
        code=qr(receipt if whole else f"sha256:{digest} {proven.origin} entry {proven.index}"),
        paper=paper,
    )  # fmt: skip


def qr(text: str) -> str:
    """A QR code as SVG, black on white with the quiet zone that scanners need."""
    code = segno.make(text.encode(), error="l", boost_error=False, micro=False)
    label = "QR code that holds the text of the receipt, which stands below"
    svg: str = code.svg_inline(scale=1, border=4, dark="#000", light="#fff", omitsize=True, title=label, svgclass="qr")
    return svg.replace("<svg ", '<svg role="img" ', 1)
