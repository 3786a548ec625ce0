"""No file says on which machine, by which index or by which tool it was made, and no private person is named in a column."""

from __future__ import annotations

import csv
import re

import pytest

from tests.house.tree import TOP, name, texts, tracked

#: Written apart so that this file does not catch itself.
MACHINE = [
    "/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/", "/" + "tmp/bash", "file" + "://", "local" + "host:", "127.0" + ".0.1",
    "--index" + "-url", "extra-index" + "-url", "find" + "-links", "pythonhosted" + ".org", "pypi" + ".org", "registry.npmjs" + ".org",
]  # fmt: skip
#: The one place that tells uv to leave the index out of the locks, and the decision that explains it.
MAY_SPEAK_OF_INDEXES = {"tools/lock", "docs/adr/0003-locks-without-index-hosts.md"}
MADE_BY = re.compile(
    r"co-authored-by|generated (?:by|with) (?:an? )?(?:ai|llm|chatgpt|copilot)\b|language model|as an ai\b",
    re.IGNORECASE,
)
KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b")


@pytest.fixture(scope="module")
def files():
    return list(texts())


def test_there_is_something_to_look_at(files):
    assert len(files) > 20
    assert TOP / "pyproject.toml" in {path for path, _ in files}


def test_no_machine_path_or_index_host(files):
    bad = [
        f"{name(path)}: {word}"
        for path, text in files
        if name(path) not in MAY_SPEAK_OF_INDEXES
        for word in MACHINE
        if word in text
    ]
    assert not bad


def test_no_word_on_how_it_was_made_and_no_keys(files):
    here = {"tests/house/test_nothing_leaks.py"}
    bad = [name(path) for path, text in files if name(path) not in here and (MADE_BY.search(text) or KEYS.search(text))]
    assert not bad


def test_locks_pin_every_package_by_hash():
    for lock in sorted((TOP / "locks").glob("*.lock")):
        text = lock.read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[a-z0-9])", text.split("make lock\n", 1)[1])
        assert blocks, name(lock)
        assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == [], name(lock)


def test_the_demo_uses_the_versions_the_tests_use():
    demo, dev = (pins(f"locks/{which}.lock") for which in ("demo", "dev"))
    assert demo.items() <= dev.items()
    assert pins("locks/uv.lock").items() <= dev.items()
    assert "hatchling" in demo, "the demo installs the project without build isolation"


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ ]+)", (TOP / lock).read_text(encoding="utf-8"), re.MULTILINE)
    return dict(found)


def test_shipped_tables_have_no_column_for_a_persons_name():
    """People are roles: a name, a birth date, an address or a number that finds somebody has no column in what we ship."""
    finders = {
        "name",
        "first_name",
        "last_name",
        "full_name",
        "surname",
        "alias",
        "ssn",
        "dob",
        "birth_date",
        "phone",
        "email",
        "street",
    }
    bad = []
    for path in tracked():
        if path.suffix == ".csv" and TOP / "examples" in path.parents:
            with path.open(encoding="utf-8", newline="") as table:
                bad += [
                    f"{name(path)}: {column}" for column in next(csv.reader(table), []) if column.lower() in finders
                ]
    assert not bad


def test_everything_tracked_is_small():
    big = [f"{name(path)}: {path.stat().st_size:,}" for path in tracked() if path.stat().st_size > 3_000_000]
    assert not big
