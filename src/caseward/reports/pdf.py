"""The page as PDF: the same template, tagged for screen readers (PDF/UA), with dates taken from the audit and none from
the clock."""

from __future__ import annotations

import logging

from caseward.errors import CasewardError


class NoLayout(CasewardError):
    """The library that lays out pages is not on this machine."""

    code = "CW500"
    sentence = "The PDF cannot be laid out: {missing}."
    hint = "on Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b fonts-dejavu-core"
    exit_code = 2
    http_status = 500


def pdf(html: str) -> bytes:
    """The PDF of a page made with ``paper=True``. NoLayout when the system lacks the layout library."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    try:
        from weasyprint import HTML  # 0.4 s and a system library: only when a PDF is asked for
    except OSError as error:
        raise NoLayout(missing=str(error).splitlines()[0]) from error
    made: bytes = HTML(string=html, url_fetcher=_refuse).write_pdf(
        # Whole fonts: cut ones carry the time of the cut, and come out differently with and without libharfbuzz-subset.
        pdf_variant="pdf/ua-1",
        full_fonts=True,
    )
    return made


def _refuse(url: str, *_: object, **__: object) -> dict[str, object]:
    """Nothing is fetched from anywhere: the page has all it needs."""
    raise ValueError(f"the report asks for something outside itself: {url}")
