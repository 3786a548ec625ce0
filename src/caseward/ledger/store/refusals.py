"""Why the store refuses: errors with their codes."""

from __future__ import annotations

from caseward.errors import CasewardError


class StoreFailed(CasewardError):
    """The disk or the database failed while something was being written or read; nothing was acknowledged."""

    code = "CW550"
    sentence = "The store could not be written or read; nothing was acknowledged."
    hint = (
        "find out what the disk or database reports (space, permissions, connection), then send the same request again"
    )
    exit_code = 5
    http_status = 503


class UnsafeStore(CasewardError):
    """The database would not keep what it acknowledges: an affected version, or a setting that skips the disk."""

    code = "CW551"
    sentence = "This database cannot be trusted to keep what it acknowledges."
    hint = "use the version or the setting that is named"
    exit_code = 5
    http_status = 503


class ClockWentBack(CasewardError):
    """The machine's clock is behind the newest entry by more than is tolerated; nothing is appended."""

    code = "CW552"
    sentence = "The clock is behind the newest entry of the record."
    hint = "set the machine's clock right, then try again; `recorded` never goes back"
    exit_code = 5
    http_status = 503


class DamagedStore(CasewardError):
    """The store does not agree with its own signed head, or lacks what it must have."""

    code = "CW553"
    sentence = "The store does not agree with its own signed head."
    hint = "stop writing, keep the files as they are, and run `caseward verify`"
    exit_code = 5
    http_status = 503


class RolledBack(CasewardError):
    """The store is an older or another copy than one that was already signed, acknowledged or witnessed."""

    code = "CW554"
    sentence = "This is an older or another copy of the record than one already seen."
    hint = "restore the newest copy; if it is lost, a recovery entry signed by two lets writing go on"
    exit_code = 5
    http_status = 503


class RequestReused(CasewardError):
    """A request key was used before, with other contents."""

    code = "CW555"
    sentence = "That request key was used before with other contents."
    hint = "give a new request its own key; repeat a request with exactly what it held"
    exit_code = 2
    http_status = 409


class NotKept(CasewardError):
    """Entries that cannot be kept as they are; none of the request was."""

    code = "CW556"
    sentence = "These entries cannot be kept; none of them was."
    hint = "correct what is named, then send the whole request again"
    exit_code = 2
    http_status = 422


class MatterClosed(CasewardError):
    """The matter an entry belongs to is sealed: no key opens it here."""

    code = "CW557"
    sentence = "That matter is sealed; entries cannot be added to it here."
    hint = "an unsealing order, or the sealed unit's key, opens it"
    exit_code = 2
    http_status = 409


class NotOpenedForThat(CasewardError):
    """The store was opened without the key that this needs."""

    code = "CW558"
    sentence = "The store was opened without what this needs."
    hint = "open it with the log's signing key to write, and with the key ring to read payloads"
    exit_code = 2
    http_status = 403


class NoStore(CasewardError):
    """There is no store at that place, or one is there already."""

    code = "CW559"
    sentence = "There is no store to open or make at that place."
    exit_code = 2
    http_status = 404
