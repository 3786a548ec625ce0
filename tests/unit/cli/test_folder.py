"""An output folder is whole or not there, and nobody else's folder is replaced."""

from __future__ import annotations

import os
import stat

import pytest

from caseward.cli.folder import MARK, check_place, new_file, new_folder
from caseward.cli.swap import _moved, clear_leftovers
from caseward.errors import BadRequest


def leftovers(folder):
    return sorted(p.name for p in folder.iterdir() if p.name.startswith("."))


def fail_after(path):
    path.write_bytes(b"half")
    raise ZeroDivisionError


def test_a_new_folder_appears_with_what_was_written(tmp_path):
    with new_folder(tmp_path / "deep" / "out") as building:
        (building / "report.html").write_text("x", encoding="utf-8")
        assert not (tmp_path / "deep" / "out").exists()
    assert sorted(p.name for p in (tmp_path / "deep" / "out").iterdir()) == [MARK, "report.html"]
    assert leftovers(tmp_path / "deep") == []


def test_a_failure_leaves_nothing_and_keeps_what_was_there(tmp_path):
    out = tmp_path / "out"
    with new_folder(out) as building:
        (building / "old").write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), new_folder(out) as building:
        fail_after(building / "new")
    assert (out / "old").read_text(encoding="utf-8") == "old"
    assert not (out / "new").exists()
    assert leftovers(tmp_path) == []


def test_our_own_folder_is_replaced_whole(tmp_path):
    out = tmp_path / "out"
    for name in ("first", "second"):
        with new_folder(out) as building:
            (building / name).write_text("x", encoding="utf-8")
    assert sorted(p.name for p in out.iterdir()) == [MARK, "second"]
    assert leftovers(tmp_path) == []


def test_somebody_elses_folder_is_replaced_only_by_force(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(BadRequest, match="--force"), new_folder(out):
        raise AssertionError("not reached")
    assert (out / "thesis.txt").exists()
    with new_folder(out, force=True):
        pass
    assert not (out / "thesis.txt").exists()


def test_an_empty_folder_may_be_used(tmp_path):
    (tmp_path / "out").mkdir()
    with new_folder(tmp_path / "out", marked=False):
        pass
    assert list((tmp_path / "out").iterdir()) == []


def test_what_is_being_read_is_never_replaced(tmp_path):
    record = tmp_path / "data" / "record"
    record.mkdir(parents=True)
    policy = tmp_path / "policies"
    for place in (record, tmp_path / "data", record / "inside", policy):
        with pytest.raises(BadRequest, match="is being read"):
            check_place(place, force=True, inputs=(record, policy))
    check_place(policy / "inside", force=False, inputs=(record, policy))


def test_neither_a_file_nor_the_folder_one_stands_in(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(BadRequest, match="is a file"):
        check_place(tmp_path / "file", force=True)
    monkeypatch.chdir(tmp_path)
    for place in (tmp_path, tmp_path.parent):
        with pytest.raises(BadRequest, match="the folder you are in"):
            check_place(place, force=True)


def test_a_place_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(BadRequest, match="cannot be made"), new_folder(tmp_path / "file" / "out"):
        raise AssertionError("not reached")


def test_others_may_read_it_as_the_person_set_their_mask(tmp_path):
    before = os.umask(0o027)
    try:
        with new_folder(tmp_path / "out"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o750


def test_a_file_is_whole_or_not_there(tmp_path):
    out = tmp_path / "deep" / "out.zip"
    with new_file(out) as building:
        building.write_bytes(b"one")
    assert out.read_bytes() == b"one"
    with pytest.raises(BadRequest, match="exists already"), new_file(out):
        raise AssertionError("not reached")
    with pytest.raises(ZeroDivisionError), new_file(out, force=True) as building:
        fail_after(building)
    assert out.read_bytes() == b"one"
    assert leftovers(out.parent) == []
    with pytest.raises(BadRequest, match="is a folder"), new_file(tmp_path):
        raise AssertionError("not reached")


def test_another_run_that_is_still_building_is_left_alone(tmp_path):
    with new_folder(tmp_path / "out") as first:
        (first / "first").touch()
        with new_folder(tmp_path / "out") as second:
            (second / "second").touch()
        assert (first / "first").exists()
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [MARK, "first"]
    assert leftovers(tmp_path) == []


def test_what_a_killed_run_left_is_taken_away_and_nothing_else(tmp_path):
    for name in (".out.abc.building", ".outside.abc.building", ".out.notes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "half").write_bytes(b"half")
    with new_folder(tmp_path / "out"):
        pass
    assert leftovers(tmp_path) == [".out.notes", ".outside.abc.building"]


def test_where_folders_cannot_be_exchanged_a_killed_run_is_carried_to_its_end(tmp_path):
    """Between two renames nothing is in the place; the new folder, which is whole, is put there by the next run."""
    (tmp_path / ".out.abc.building").mkdir()
    (tmp_path / ".out.abc.building" / "new").touch()
    (tmp_path / ".out.abc.building" / ".done").touch()
    (tmp_path / ".out.abc.building.old.building").mkdir()
    clear_leftovers(tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["new"]
    assert leftovers(tmp_path) == []


def test_two_renames_do_as_well_where_there_is_no_exchange(tmp_path):
    for name in ("building", "out"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    _moved(tmp_path / "building", tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["building"]
