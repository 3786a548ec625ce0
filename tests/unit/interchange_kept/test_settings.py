"""``kept.toml``: written, read again, and refused with every fault at once."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from caseward.interchange.kept.settings import SETTINGS, BadSettings, NoKeptRecord, Settings, is_kept, read_settings

FULL = Settings(
    folder=Path("x"), origin="probation.example/adult", store="postgresql:///caseward", zone="America/Los_Angeles",
    trust="t.policy", keys_log="/keys/log.pem", keys_type="p256", keys_master="m", keys_ring="r", keys_unit='u "q"',
    witness_url="https://ig.example/", witness_limit_seconds=60, backup_window_days=7, backup_authorities=("a+b+c", "d"),
)  # fmt: skip


def laid(folder, text):
    (folder / "kept.toml").write_text(text, encoding="utf-8")
    return folder


def test_settings_come_back_as_they_were_written(tmp_path):
    for said in (FULL, Settings(tmp_path, "o")):
        found = read_settings(laid(tmp_path, said.toml()))
        assert {f.name: getattr(found, f.name) for f in fields(found) if f.name != "folder"} == {
            f.name: getattr(said, f.name) for f in fields(said) if f.name != "folder"
        }


def test_every_field_is_a_setting_and_every_setting_a_field():
    assert {name.replace(".", "_") for name in SETTINGS} - {"format"} == {f.name for f in fields(Settings)} - {"folder"}


def test_a_file_is_found_from_the_folder_and_a_database_by_its_url(tmp_path):
    said = Settings(tmp_path, "o")
    assert said.where == str(tmp_path / "record.sqlite")
    assert said.path("/elsewhere/log.pem") == Path("/elsewhere/log.pem")
    assert FULL.where == "postgresql:///caseward"


def test_every_fault_is_told_at_once(tmp_path):
    text = (
        'format = 2\nzone = "Mars/Olympus"\nstroe = "x"\n[keys]\ntype = "rsa"\nlog = 3\n[witness]\nlimit_seconds = 0\n'
    )
    with pytest.raises(BadSettings) as refused:
        read_settings(laid(tmp_path, text))
    said = {fault.field: fault.rule for fault in refused.value.faults}
    assert set(said) == {"format", "origin", "zone", "stroe", "keys.type", "keys.log", "witness.limit_seconds"}
    assert "did you mean store?" in str(refused.value)


def test_a_list_holds_texts_and_a_number_is_no_yes(tmp_path):
    text = 'format = true\norigin = "o"\n[backup]\nauthorities = [1]\n'
    with pytest.raises(BadSettings) as refused:
        read_settings(laid(tmp_path, text))
    assert {fault.field for fault in refused.value.faults} == {"format", "backup.authorities"}


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\\nb", "x" * 201])
def test_a_log_has_a_name_that_its_key_can_have(tmp_path, origin):
    with pytest.raises(BadSettings, match="origin"):
        read_settings(laid(tmp_path, f'format = 1\norigin = "{origin}"\n'))


def test_what_is_no_toml_is_told(tmp_path):
    with pytest.raises(BadSettings, match="cannot be read"):
        read_settings(laid(tmp_path, "format = "))


def test_a_folder_without_the_file_is_no_kept_record(tmp_path):
    assert not is_kept(tmp_path)
    with pytest.raises(NoKeptRecord):
        read_settings(tmp_path)
