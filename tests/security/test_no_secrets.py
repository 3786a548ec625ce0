"""No key, token or password lies in the tree: every text that git tracks, by the detectors of detect-secrets and ours."""

from __future__ import annotations

import re

import pytest
from detect_secrets.core.plugins.initialize import from_plugin_classname
from detect_secrets.settings import transient_settings

from tests.house.tree import name, texts

PLUGINS = (
    "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "GitLabTokenDetector",
    "JwtTokenDetector", "NpmDetector", "PrivateKeyDetector", "SlackDetector", "StripeDetector", "TwilioKeyDetector",
)  # fmt: skip
OWN = re.compile(r"\bcwd_[A-Za-z0-9_-]{43}\b")
#: Words at which detectors look that are no secret, each with the reason.
HARMLESS = {
    "tests/functional/test_kept.py: Basic Auth Credentials: p": "a made-up address that is refused for its password",
}


@pytest.fixture(scope="module")
def detectors():
    with transient_settings({"plugins_used": [{"name": plugin} for plugin in PLUGINS]}):
        yield [from_plugin_classname(plugin) for plugin in PLUGINS]


def found_in(text: str, detectors) -> list[str]:
    found = [f"{one.secret_type}: {secret[:12]}" for one in detectors for secret in one.analyze_string(text)]
    return [*found, *OWN.findall(text)]


def test_nothing_in_the_tree_is_a_secret(detectors):
    found = [f"{name(path)}: {one}" for path, text in texts() for one in found_in(text, detectors)]
    assert [one for one in found if one not in HARMLESS] == []


def test_the_scan_can_find_one(detectors):
    bad = 'key = "AKIA' + "Z7" * 8 + '"\n-----BEGIN ' + "RSA PRIVATE KEY-----\ncwd_" + "a" * 43
    assert len(found_in(bad, detectors)) == 3
