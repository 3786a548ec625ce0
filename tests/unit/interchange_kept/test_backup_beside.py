"""What lies beside a record and goes into its backup: locked files alone, and settings that lead to no other tables."""

from __future__ import annotations

import pytest

from caseward.interchange.kept.backup_beside import ASIDE, WEB, copy_beside, copy_sent, put_beside
from caseward.ledger.keyring.locked_file import BEGINNING

LOCKED, PLAIN = "a" * 64, "b" * 64


@pytest.fixture
def folder(tmp_path):
    for name in ("agency", "backup", "restored"):
        (tmp_path / name).mkdir()
    (tmp_path / "agency/uploads").mkdir()
    (tmp_path / "agency/uploads" / LOCKED).write_bytes(BEGINNING + b"as it was")
    (tmp_path / "agency/uploads" / PLAIN).write_bytes(b"%PDF-1.4")
    (tmp_path / "agency/uploads/.lock").touch()
    return tmp_path


def test_a_file_that_is_not_locked_is_in_no_backup(folder):
    assert copy_beside(folder / "agency", folder / "backup") == [f"uploads/{LOCKED}"]
    assert [path.name for path in (folder / "backup/uploads").iterdir()] == [LOCKED]
    assert (folder / "backup/uploads" / LOCKED).stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_not_written_over(folder):
    copy_sent(folder / "agency", folder / "backup")
    (folder / "agency/uploads" / LOCKED).write_bytes(BEGINNING + b"newer")
    assert copy_sent(folder / "backup", folder / "agency") == [f"uploads/{LOCKED}"]
    assert (folder / "agency/uploads" / LOCKED).read_bytes() == BEGINNING + b"newer"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('database = "web.sqlite"', WEB),
        ('name = "the tables lie where they do when nothing is said"', WEB),
        ('database = "postgresql:///caseward_web"', ASIDE),
        ('database = "/srv/elsewhere/web.sqlite"', ASIDE),
        ('database = "../agency/web.sqlite"', ASIDE),
        ("no settings at all", ASIDE),
    ],
)
def test_settings_that_lead_to_the_tables_in_use_are_put_aside(folder, said, name):
    (folder / "backup" / WEB).write_text(said)
    assert put_beside(folder / "backup", folder / "restored") == [name]
    assert [path.name for path in (folder / "restored").iterdir()] == [name]
