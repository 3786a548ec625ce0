"""Word of progress: done, rate and time left; seldom where lines cannot be written over."""

from __future__ import annotations

import pytest

from caseward.cli import progress
from caseward.cli.progress import Line, Telling, clock, words
from caseward.engine.output.evaluation import Progress


def test_the_words_give_what_is_done_the_rate_and_what_is_left():
    at = Progress(slices=2, of_slices=8, subjects=100_000, of_subjects=400_000, obligations=5_000_000)
    assert words(at, 10.0) == (
        "100,000 of 400,000 subjects, 10,000 a second; 5,000,000 obligations, 500,000 a second; 0:30 left"
    )
    assert words(Progress(0, 8, 0, 400_000, 0), 10.0).endswith("unknown left")


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "0:00"), (94, "1:34"), (3_600, "1:00:00"), (7_294, "2:01:34")])
def test_a_clock_reads_as_people_read_it(seconds, said):
    assert clock(seconds) == said


@pytest.mark.parametrize(("live", "lines"), [(True, 1 + (100 - 2) * 2), (False, 3)])
def test_it_speaks_when_there_is_something_to_wait_for(live, lines, monkeypatch, capsys):
    """A hundred seconds, told ten times a second."""
    now = 1000.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    line = Line(live=live, began=now)
    for _ in range(1000):
        now += 0.1
        line.say(lambda seconds: f"{seconds:.0f} seconds")
    line.clear()
    said = capsys.readouterr().err
    told = [one for one in said.replace("\r", "\n").split("\n") if one.strip()]
    assert abs(len(told) - lines) <= lines // 5
    assert told[0].strip() == ("2 seconds" if live else "30 seconds")
    assert said.endswith("\r") is live


def test_of_kernels_being_compiled_a_log_hears_once_and_a_terminal_each_by_name(capsys):
    for live, wanted in ((False, ["; up to a minute"]), (True, [": first (1 so far)", ": other (2 so far)"])):
        told = Telling(Line(live=live))
        told.compiling("first")
        told.compiling("other")
        said = capsys.readouterr().err.replace("\r", "\n").split("\n")
        assert [one for one in said if one] == [f"Compiling the kernels, once on this machine{end}" for end in wanted]
