"""Every attack of the catalogue is carried out on a record of its own, and found exactly as the catalogue says."""

from __future__ import annotations

import re

import pytest

from tests.faults import (  # noqa: F401  # they fill the catalogue
    insider_database,
    insider_key,
    insider_officer,
    insider_papers,
    insider_ring,
    insider_witness,
)
from tests.faults.insider import CATALOGUE, Attack, Check, Found, Remains, Who
from tests.faults.insider_scene import scene_in


class Void(Exception):
    """An attack that changed nothing proves nothing."""


def carried_out(attack, scene):
    """Do it; Void when the scene is as it was, whatever the attack says it did."""
    before = scene.state()
    attack.run(scene)
    if scene.state() == before:
        raise Void(attack.name)


def finds(scene, found):
    """What a check that should find it says, and where."""
    words, places = scene.finds(found.by)
    assert any(re.search(found.says, line) for line in words), words or "nothing was found"
    assert places == {verdict: list(there) for verdict, there in found.places.items()}


@pytest.fixture
def scene(tmp_path):
    return scene_in(tmp_path / "scene")


@pytest.mark.parametrize("attack", CATALOGUE, ids=str)
def test_an_attack_is_found_as_the_catalogue_says(attack, scene):
    carried_out(attack, scene)
    if isinstance(attack.outcome, Found):
        finds(scene, attack.outcome)
        return
    for by in attack.outcome.quiet:
        assert scene.finds(by) == ([], {}), "it is found now: the catalogue may say so"
    if attack.outcome.then:
        finds(scene, attack.outcome.then)


@pytest.mark.parametrize("by", Check)
def test_every_check_is_content_with_what_nobody_touched(by, scene):
    assert scene.finds(by) == ([], {})


def test_an_attack_that_does_nothing_is_void(scene):
    with pytest.raises(Void):
        carried_out(Attack(Who.OFFICER, "nothing", "Does nothing.", Remains("", ()), lambda s: None), scene)
    with pytest.raises(Void):
        carried_out(Attack(Who.OFFICER, "looks", "Only looks.", Remains("", ()), lambda s: s.leaves()), scene)


def test_the_catalogue_is_whole():
    assert len(CATALOGUE) >= 50
    assert len({attack.name for attack in CATALOGUE}) == len(CATALOGUE)
    assert all(attack.does.endswith(".") for attack in CATALOGUE)
    assert {attack.who for attack in CATALOGUE} == {*Who}
