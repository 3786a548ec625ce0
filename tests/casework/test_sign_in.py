"""The pages of signing in, as far as no browser is needed to look at them."""

from __future__ import annotations

import re

import pytest

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.mark.parametrize("where", ["/account/second-factor/", "/account/logout/", "/account/reauthenticate/"])
def test_a_page_is_in_one_language_and_says_which(agency, as_, where):
    client = as_("officer-1")
    page, asked = (
        TOKEN.sub("", client.get(where, headers={"accept-language": wanted}).content.decode())
        for wanted in ("en-us", "es-MX,es;q=0.9")
    )
    assert '<html lang="en-us">' in page
    assert page == asked
