"""What comes with us may be used by anybody: the licence of every locked package, with each exception named and explained."""

from __future__ import annotations

import re
from importlib import metadata

import pytest

from tests.house.tree import TOP

PERMISSIVE = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Apache 2.0", "Apache Software License", "BSD", "BSD License",
    "BSD 2-Clause License", "BSD-2-Clause",
    "BSD-3-Clause", "CC0-1.0", "ISC", "ISC License", "ISC License (ISCL)", "MIT", "MIT License", "MIT-0", "MIT-CMU", "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip

#: Packages under other terms, and why that is all right here. Used unchanged and as libraries; none is copied into our source.
NAMED = {
    "aiosmtpd": ("Apache-2.0, stated beside a class of its own", "the mail server that tests send to"),
    "apsw": ("any-OSI", "whichever licence the Open Source Initiative approves, at our choice; SQLite itself is free"),
    "atheris": ("Apache-2.0, said in its files and not in its metadata", "long fuzzing only"),
    "bidict": ("MPL-2.0", "load tests only; the terms reach no further than its own files"),
    "certifi": ("MPL-2.0", "the list of certificate authorities, for messages sent out; used unchanged"),
    "psycopg": ("LGPL-3.0-only", "the driver of PostgreSQL, an extra; used as a library, unchanged"),
    "psycopg-binary": ("LGPL-3.0-only", "as psycopg"),
    "hypothesis": ("MPL-2.0", "tests only; the terms reach no further than its own files"),
    "fido2": ("BSD-2-Clause, and Apache-2.0 and MPL-2.0 for two files in it", "passkeys; used unchanged"),
    "qrcode": ("BSD-3-Clause, and a notice on a name", "the picture for setting up a second factor; used unchanged"),
    "pathspec": ("MPL-2.0", "a build and type-checking tool; the terms reach no further than its own files"),
    "zope-event": ("ZPL-2.1", "a permissive licence approved by the OSI; load tests only"),
    "zope-interface": ("ZPL-2.1", "as zope-event"),
    "pyphen": ("MPL 1.1", "hyphenation for the PDF; offered under GPL 2+, LGPL 2+ or MPL 1.1 at our choice: MPL 1.1"),
}
FORBIDDEN = re.compile(r"\b(?:AGPL|Affero|SSPL|GPL(?!-compatible)|Commons Clause|proprietary)\b", re.IGNORECASE)


def locked() -> list[str]:
    text = (TOP / "locks" / "dev.lock").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)


def terms(package: str) -> list[str]:
    """The licence as the package states it: its expression, else its classifiers, else its one-line field."""
    about = metadata.metadata(package)
    if about.get("License-Expression"):
        return [about["License-Expression"]]
    classes = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    return classes or [(about.get("License") or "not stated").splitlines()[0]]


def permissive(said: list[str]) -> bool:
    """Every term stated is on the list; `A OR B` needs one of them, `A AND B` all."""
    return all(
        any(all(one in PERMISSIVE for one in either.split(" AND ")) for either in line.split(" OR ")) for line in said
    )


@pytest.mark.parametrize("package", locked())
def test_the_licence_is_permissive_or_named(package):
    try:
        said = terms(package)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{package} is locked for another platform")
    if package in NAMED:
        assert NAMED[package][1]
        assert not permissive(said), f"{package} is permissive now: {said}; drop the exception"
    else:
        assert permissive(said), f"{package}: {said}"
        assert not any(FORBIDDEN.search(line) for line in said)


def test_every_exception_is_still_in_the_lock():
    assert set(NAMED) <= set(locked())


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (["MIT OR GPL-3.0-only"], True),
        (["MIT AND GPL-3.0-only"], False),
        (["GNU Affero General Public License v3"], False),
        (["not stated"], False),
        (["BSD License", "GNU General Public License v2 (GPLv2)"], False),
    ],
)
def test_the_reading_of_terms(said, answer):
    assert permissive(said) is answer
