"""Whatever stops an evaluation, the output folder is the old one or the new one, whole, and no process is left.

Each run is a real process that stops itself, or is stopped by a signal, at a step it can be seen to reach: opening a
file, receiving an answer, taking the old folder away. Standard output is a pipe that workers hold too, so that the run
is over only when they are.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from caseward.interchange.write import write_record
from caseward.record.entry import Record
from tests.unit.cli.conftest import MATCHERS, MONTHLY
from tests.unit.oversight.made import entry
from tests.unit.policy.policies import text

TERMS = 6
STOP = """
import os, signal, sys
def stop(event, arguments, seen=[0]):
    if {when}:
        seen[0] += 1
        if seen[0] == {times}:
            {action}
sys.addaudithook(stop)
from caseward.cli.main import main
main()
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
INTERRUPT = "os.killpg(0, signal.SIGINT)"
A_PART_IS_WRITTEN = "event == 'open' and 'part-' in str(arguments[0])"
AN_ANSWER_CAME = "event == 'pickle.find_class' and arguments[1] == 'Done'"
THE_MANIFEST_IS_WRITTEN = "event == 'open' and 'manifest.json' in str(arguments[0]) and 'w' in str(arguments[1])"
THE_OLD_FOLDER_GOES = "event == 'shutil.rmtree' and '.building' in str(arguments[0])"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A data set of six slices, a policy, and the output of a run from an earlier day."""
    folder = tmp_path_factory.mktemp("stopped")
    rows = []
    for i in range(TERMS):
        rows += [entry("person", f"p-{i}", "2020-01-01"), entry("term", f"t-{i}", "2021-01-01", person=f"p-{i}")]
        rows += [entry("contact", f"c-{i}", "2021-02-03", term=f"t-{i}", outcome="spoke")]
    write_record(Record.of(rows), folder / "record", "parquet")
    (folder / "policy.yaml").write_text(text(MONTHLY, head=MATCHERS), encoding="utf-8")
    for name, day in (("old", "2021-06-30"), ("new", "2021-12-31")):
        done = run("", folder, out=name, day=day)
        assert done.returncode == 0, done.stderr
    return folder


def run(stop, folder, *more, out="out", day="2021-12-31"):
    """Run the command in a session of its own; ``stop`` is code that runs before it."""
    code = stop or "from caseward.cli.main import main; main()"
    command = [sys.executable, "-c", code, "evaluate", str(folder / "record"), "-p", str(folder / "policy.yaml")]
    command += ["--as-of", day, "--out", str(folder / out), "--per-slice", "1", "--sorted", *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, start_new_session=True)


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def beside(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.startswith("."))


@pytest.fixture
def out(place, tmp_path):
    """The old output, in a place of its own with the record beside it."""
    for name in ("record", "old"):
        shutil.copytree(place / name, tmp_path / {"old": "out"}.get(name, name))
    shutil.copy(place / "policy.yaml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("when", "times", "workers", "new"),
    [
        (A_PART_IS_WRITTEN, 1, 1, False),
        (A_PART_IS_WRITTEN, TERMS, 1, False),
        (AN_ANSWER_CAME, 3, 2, False),
        (THE_MANIFEST_IS_WRITTEN, 1, 2, False),
        (THE_OLD_FOLDER_GOES, 1, 1, True),
    ],
    ids=["first part", "last part", "third answer of a worker", "manifest", "after the exchange"],
)
def test_killed_at_any_step_it_leaves_the_old_or_the_new(place, out, when, times, workers, new):
    done = run(STOP.format(when=when, times=times, action=KILL), out, "--workers", str(workers))
    assert done.returncode == -signal.SIGKILL
    assert content(out / "out") == content(place / ("new" if new else "old"))
    assert len(beside(out)) == 1
    again = run("", out)
    assert again.returncode == 0, again.stderr
    assert content(out / "out") == content(place / "new")
    assert beside(out) == []


def test_ctrl_c_stops_the_workers_and_says_so_in_one_line(place, out):
    """The terminal sends it to every process of the group."""
    done = run(STOP.format(when=AN_ANSWER_CAME, times=2, action=INTERRUPT), out, "--workers", "2")
    assert (done.returncode, done.stderr) == (130, "Stopped. Nothing was left half-written.\n")
    assert content(out / "out") == content(place / "old")
    assert beside(out) == []


def test_ctrl_c_in_the_middle_of_a_slice_is_as_clean(place, out):
    done = run(STOP.format(when=A_PART_IS_WRITTEN, times=2, action=INTERRUPT), out, "--workers", "1")
    assert (done.returncode, done.stderr) == (130, "Stopped. Nothing was left half-written.\n")
    assert content(out / "out") == content(place / "old")
    assert beside(out) == []


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_full_disk_is_said_and_leaves_the_old(place, out, workers):
    """A limit on the size of files does to a write what a full disk does."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from caseward.cli.main import main; main()\n"
    )
    done = run(code, out, "--workers", workers)
    assert done.returncode == 2
    assert "part-0000" in done.stderr
    assert "cannot be written: File too large." in done.stderr
    assert content(out / "out") == content(place / "old")
    assert beside(out) == []


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_fault_in_the_last_slice_leaves_the_old(place, out, workers):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = out / "record" / "contact.parquet"
    table = pq.read_table(path)
    days = [*table["occurred"].to_pylist()[:-1], "2021-13-45"]
    pq.write_table(table.set_column(table.schema.get_field_index("occurred"), "occurred", pa.array(days)), path)
    done = run("", out, "--workers", workers)
    assert done.returncode == 2
    assert f"contact.parquet:{TERMS}:2" in done.stderr
    assert "2021-13-45" in done.stderr
    assert content(out / "out") == content(place / "old")
    assert beside(out) == []


def test_a_worker_that_is_killed_is_said_and_leaves_the_old(place, out):
    """As the system does when memory runs out."""
    code = STOP.format(
        when=AN_ANSWER_CAME, times=1,
        action="from multiprocessing import active_children; [os.kill(c.pid, signal.SIGKILL) for c in active_children()]",
    )  # fmt: skip
    done = run(code, out, "--workers", "2")
    assert done.returncode == 74
    assert "[CW502]" in done.stderr
    assert content(out / "out") == content(place / "old")
    assert beside(out) == []
