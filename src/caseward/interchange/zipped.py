"""A record as one archive. Nothing is unpacked to disk; what an archive must not hold is refused before it is read."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath

from caseward.errors import Fault
from caseward.interchange import codes
from caseward.interchange.source import SourceFile, left_alone
from caseward.record.faults import shown, whole

LARGEST_MEMBER = 1024**3
LARGEST_TOTAL = 2 * 1024**3
MOST_MEMBERS = 1000
MOST_TIMES_SMALLER = 500
"""Tables shrink to a tenth or a fiftieth; what shrinks more, and is large, was made to burst."""

_LARGE = 16 * 1024**2
_ENCRYPTED = 0x1
_READS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)


class UnreadableMember(Exception):
    """A member of an archive that is damaged or larger than it says."""


def members_of(name: str, data: bytes) -> tuple[list[SourceFile], list[Fault]]:
    """The files of an archive by name, or the faults for which it is refused. One enclosing folder is seen through."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        # Not is_dir(), which falls over a member without a name.
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except _DAMAGE as error:
        rule = f"the file cannot be read as a zip archive: {whole(error)}"
        return [], [_refusal(name, rule, "pack the record folder again", codes.UNREADABLE)]
    faults = _refusals(name, infos)
    if faults:
        return [], faults
    infos = [info for info in infos if not _droppings(info)]
    top = _enclosing(infos)
    found = [SourceFile(i.filename.removeprefix(top), i.file_size, partial(_read, archive, i)) for i in infos]
    return sorted(found, key=lambda f: f.name), []


def _droppings(info: zipfile.ZipInfo) -> bool:
    return info.filename.startswith("__MACOSX/") or left_alone(PurePosixPath(info.filename).name)


def _refusals(name: str, infos: list[zipfile.ZipInfo]) -> list[Fault]:
    faults = [fault for info in infos for fault in _member_refusals(info)]
    twice = sorted(n for n, times in Counter(i.filename for i in infos).items() if times > 1)
    faults += [_refusal(n, "the archive has this name twice", "pack the record folder again") for n in twice if n]
    if any(not info.filename for info in infos):
        faults.append(_refusal(name, "the archive has a file without a name", "pack the record folder again"))
    if len(infos) > MOST_MEMBERS:
        faults.append(
            _refusal(name, f"an archive has at most {MOST_MEMBERS} files", "pack one record only", codes.TOO_BIG)
        )
    if sum(i.file_size for i in infos) > LARGEST_TOTAL:
        rule = f"an archive unpacks to at most {LARGEST_TOTAL // 1024**2} MiB"
        faults.append(_refusal(name, rule, "unpack it and give the folder", codes.TOO_BIG))
    return faults


def _member_refusals(info: zipfile.ZipInfo) -> list[Fault]:
    name, path = shown(info.filename), PurePosixPath(info.filename.replace("\\", "/"))
    faults = []
    if path.is_absolute() or ".." in path.parts or ":" in info.filename:
        faults.append(_refusal(name, "the name leads out of the archive", "pack the record folder again"))
    if info.flag_bits & _ENCRYPTED:
        faults.append(_refusal(name, "the file is encrypted", "pack the record folder without a password"))
    if info.compress_type not in _READS:
        faults.append(_refusal(name, "the file is packed by a method that is not read", "pack it with deflate"))
    if info.file_size > LARGEST_MEMBER or _bursts(info):
        rule = f"the file unpacks to {info.file_size} bytes from {info.compress_size}"
        faults.append(_refusal(name, rule, "unpack it and give the folder", codes.TOO_BIG))
    return faults


def _bursts(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _LARGE and info.file_size > MOST_TIMES_SMALLER * max(1, info.compress_size)


def _enclosing(infos: list[zipfile.ZipInfo]) -> str:
    tops = {i.filename.partition("/")[0] + "/" if "/" in i.filename else "" for i in infos}
    return tops.pop() if len(tops) == 1 else ""


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, never more than it says it has."""
    try:
        with archive.open(info) as member:
            data = member.read(info.file_size + 1)
    except _DAMAGE as error:
        raise UnreadableMember(whole(error)) from None
    if len(data) != info.file_size:
        raise UnreadableMember("it is not as long as the archive says")
    return data


def _refusal(name: str, rule: str, hint: str, code: str = codes.REFUSED_ZIP) -> Fault:
    return Fault(name, 0, 0, code, rule=rule, hint=hint)
