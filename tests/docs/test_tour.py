"""The tour has a picture of each of its ten pages; each is small, has words for who cannot see it, and is shown once."""

from __future__ import annotations

import re

from tests.docs.pages import DOCS, read
from tools.make_tour import PICTURES

MOST = 150_000
"""Bytes of a picture."""


def test_every_picture_is_there_and_small():
    there = {path.name: path.stat().st_size for path in (DOCS / "images/tour").iterdir()}
    assert sorted(there) == sorted(f"{name}.png" for name in PICTURES)
    assert len(there) == 10
    assert [name for name, size in there.items() if size > MOST] == []


def test_the_page_shows_each_in_order_with_words_for_who_cannot_see_it():
    shown = re.findall(r"!\[([^\]]{20,})\]\(images/tour/(\w+)\.png\)", read("docs/tour.md"))
    assert [name for _, name in shown] == [*PICTURES]
