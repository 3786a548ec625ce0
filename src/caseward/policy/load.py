"""Reading policy files: bytes to a checked document with the place of every part, or every fault at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path as FilePath

from pydantic import ValidationError

from caseward.errors import BadPolicy, Fault, NotFound
from caseward.policy import codes
from caseward.policy.check import check_policy
from caseward.policy.model import PolicyDocument
from caseward.policy.policy import Policy
from caseward.policy.refusals import model_faults
from caseward.policy.salvage import salvaged_faults
from caseward.policy.source import Source, read_source

CASES_SUFFIX = ".cases.yaml"

__all__ = ["CASES_SUFFIX", "Loaded", "Policy", "load_policies", "load_policy", "parse_policy", "policy_files"]


@dataclass(slots=True)
class Loaded:
    """What came of reading one file: the policy when it is sound, and the faults when it is not."""

    file: str
    policy: Policy | None = None
    faults: list[Fault] = field(default_factory=list)


def parse_policy(content: bytes, file: str) -> Loaded:
    """Read and check a policy from bytes. Never raises for bad content."""
    source, digest = read_source(content, file), sha256(content).hexdigest()
    document = _document(source)
    if document is None:
        return Loaded(file, None, sorted({*source.faults, *salvaged_faults(source, digest)}))
    policy = Policy(document, file, digest, source)
    faults = sorted({*source.faults, *check_policy(policy)})
    return Loaded(file, None if faults else policy, faults)


def _document(source: Source) -> PolicyDocument | None:
    """The document, when the models accept it; their refusals are added to the faults of the source."""
    if not isinstance(source.data, dict):
        if not source.faults:
            source.refuse(
                (1, 1),
                codes.WRONG_VALUE,
                "a policy file holds a mapping of keys",
                "begin with the line `policy: its-id`",
            )
        return None
    try:
        return PolicyDocument.model_validate(source.data, by_alias=True, by_name=False)
    except ValidationError as error:
        source.faults.extend(model_faults(error, source))
    return None


def load_policy(path: FilePath) -> Policy:
    """Read one policy file. BadPolicy with every fault, each with its line and column; NotFound when there is no such
    file.
    """
    return load_policies([path])[0]


def load_policies(paths: Iterable[FilePath]) -> tuple[Policy, ...]:
    """Read several files, and every policy in each folder named. BadPolicy with the faults of all of them; NotFound."""
    loaded = [parse_policy(_content(path), path.as_posix()) for path in policy_files(paths)]
    faults = [fault for one in loaded for fault in one.faults]
    faults.extend(_same_id(loaded))
    if faults:
        raise BadPolicy(faults=faults)
    return tuple(one.policy for one in loaded if one.policy is not None)


def policy_files(paths: Iterable[FilePath]) -> list[FilePath]:
    """The policy files meant: files as named, folders as every ``*.yaml`` below them that is not a file of cases.
    NotFound if none.
    """
    found: list[FilePath] = []
    for path in paths:
        inside = _policies_in(path) if _is_folder(path) else [path]
        if not inside:
            raise NotFound(f"There is no policy (*.yaml) in {path.as_posix()}.")
        found.extend(inside)
    return list(dict.fromkeys(found))


def _is_folder(path: FilePath) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _policies_in(folder: FilePath) -> list[FilePath]:
    return sorted(p for p in folder.rglob("*.yaml") if not p.name.endswith(CASES_SUFFIX) and p.is_file())


def _content(path: FilePath) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no policy file {path.as_posix()}.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name cannot be used"
        raise NotFound(f"The policy file {path.as_posix()} cannot be read: {reason}.") from None


def _same_id(loaded: list[Loaded]) -> list[Fault]:
    """Two files with one policy id."""
    first: dict[str, str] = {}
    faults = []
    for policy in (one.policy for one in loaded if one.policy is not None):
        other = first.setdefault(policy.document.policy, policy.file)
        if other != policy.file:
            rule = f"two policies have this id; the other is {other}"
            faults.append(
                policy.fault(
                    ("policy",),
                    codes.DUPLICATE_ID,
                    rule,
                    "give each policy an id of its own",
                    value=policy.document.policy,
                )
            )
    return faults
