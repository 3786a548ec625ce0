"""The long comparison (`make agree`) as a real process: it ends, it goes on where it stopped, and leaves no process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parents[2]
STOP = """
import os, signal, sys
def stop(event, arguments, seen=[0]):
    if event == "pickle.find_class" and arguments[1] == "Done":
        os.kill(os.getpid(), signal.{how})
sys.addaudithook(stop)
import runpy
sys.argv = ["deep", *sys.argv[1:]]
runpy.run_module("tests.generative.deep", run_name="__main__", alter_sys=True)
"""


def run(folder, *more, how=""):
    """Standard output is a pipe that the workers hold too, so it ends only when they have ended."""
    start = ["-c", STOP.format(how=how)] if how else ["-m", "tests.generative.deep"]
    command = [sys.executable, *start, "--subjects", "1", "--state", str(folder), "--every", "0", *more]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, cwd=HERE, start_new_session=True
    )  # fmt: skip


def test_a_run_says_how_far_it_is_leaves_its_result_and_goes_on(tmp_path):
    first = run(tmp_path, "--pairs", "1")
    assert first.returncode == 0, first.stderr
    assert "from chunk 0, 0 of 1 pairs done" in first.stdout
    assert "pairs a second; 0:00 left" in first.stdout
    (state,) = tmp_path.glob("compiled-1-*.json")
    done = json.loads(state.read_text())
    assert (done["chunk"], done["sums"]["policies"]) == (1, 10)
    pairs = done["sums"]["pairs"]
    again = run(tmp_path, "--pairs", str(pairs + 1))
    assert f"from chunk 1, {pairs} of {pairs + 1} pairs done" in again.stdout
    result = state.with_suffix(".txt").read_text()
    assert "pairs of 20 policies" in result
    assert result.startswith("No difference in ")


def test_killed_or_stopped_it_leaves_no_worker(tmp_path):
    killed = run(tmp_path, how="SIGKILL")
    assert killed.returncode == -signal.SIGKILL
    stopped = run(tmp_path, how="SIGINT")
    assert (stopped.returncode, stopped.stderr) == (130, "")
    assert stopped.stdout.endswith("stopped; the same command goes on from here\n")
