"""What backups and restores refuse."""

from __future__ import annotations

from caseward.errors import CasewardError


class BadBackup(CasewardError):
    """The folder is no backup, or its files are not those that were written: cut off, altered, missing, expired."""

    code = "CW533"
    sentence = "This backup cannot be used."
    hint = "take another backup; keep this one as it is until you know what happened to it"
    exit_code = 5
    http_status = 422
