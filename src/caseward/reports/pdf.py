"""The page as PDF: the same template, tagged for screen readers (PDF/UA), with dates taken from the audit and none from
the clock."""

from __future__ import annotations

import logging
import warnings
from typing import Any

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
    maker, fetcher = _maker()
    # No protocol is allowed: the page has all it needs, and nothing is fetched from anywhere.
    page = maker(string=html, url_fetcher=fetcher(allowed_protocols=()))
    # Whole fonts: cut ones carry the time of the cut, and come out differently with and without libharfbuzz-subset.
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", full_fonts=True)
    return made


def _maker() -> tuple[Any, Any]:
    """What lays out pages: 0.4 s and a system library to load, so only when a PDF is asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it misses a library for cutting fonts, which we do not do
        try:
            from weasyprint import HTML
            from weasyprint.urls import URLFetcher
        except OSError as error:
            raise NoLayout(missing=str(error).splitlines()[0]) from error
    return HTML, URLFetcher
