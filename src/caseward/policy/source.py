"""A policy file as plain data with the place of every key and value. Refuses what would let one file read two ways.

Built from the parser's events, so that anchors, aliases, merge keys and tags are seen and refused, never resolved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.scalars import NoSuchDay, NotAValue, Plain, plain_value

LARGEST_BYTES = 2_000_000
DEEPEST = 50

Path: TypeAlias = tuple[str | int, ...]
Data: TypeAlias = "Plain | dict[str, Data] | tuple[Data, ...]"
Spot: TypeAlias = tuple[int, int]

#: Begins the key under which a refused mapping entry is read, so that faults inside it are still found.
#: No file can hold this character.
_SET_ASIDE = "\0"
_NO_ANCHORS = (
    "a policy has no anchors and no aliases",
    "write the value out where it is needed, or name a matcher and `use` it",
)


@dataclass
class Source:
    """A file read: its data, where each key and value stands (line and column from 1), the text of each scalar, and
    what was wrong.

    ``spoiled`` holds the paths whose value could not be read; nothing more is said about them.
    """

    file: str
    data: Data = None
    keys: dict[Path, Spot] = field(default_factory=dict)
    values: dict[Path, Spot] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)
    spoiled: set[Path] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, spot: Spot, code: str, rule: str, hint: str = "", *, name: str = "", value: str = "") -> None:
        """Note one fault at a place."""
        self.faults.append(Fault(self.file, *spot, code, name, shortened(value), rule, hint))

    def at_key(self, path: Path) -> Spot:
        """The place of a key (or list item), or of the nearest thing around it."""
        while path not in self.keys and path:
            path = path[:-1]
        return self.keys.get(path, (1, 1))

    def at_value(self, path: Path) -> Spot:
        """The place of a scalar value; for a mapping or list, of its key, where a reader looks for it."""
        return self.values[path] if path in self.texts else self.at_key(path)

    def is_spoiled(self, path: Path) -> bool:
        """Whether the value there, or something around it, could not be read."""
        return any(path[:n] in self.spoiled for n in range(len(path) + 1))


def shortened(value: str) -> str:
    """A value as a message shows it: one line, at most 80 characters."""
    line = " ".join(value.split())
    return line if len(line) <= 80 else f"{line[:77]}..."


@dataclass
class _Open:
    """A mapping or list being filled."""

    path: Path
    data: dict[str, Data] | list[Data]
    spot: Spot
    key: str | None = None


class TooDeep(Exception):
    """Nesting beyond DEEPEST; reading stops there."""


def read_source(content: bytes, file: str) -> Source:
    """Read a policy's bytes. Never raises for bad content: the faults are in the answer, and ``data`` is what could
    be read.
    """
    source = Source(file)
    text = _decoded(content, source)
    if text is None:
        return source
    try:
        _Builder(source).run(text)
    except TooDeep:
        pass  # the fault is noted where it happened
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "end of stream" in str(error.problem):
            mark = error.context_mark or mark  # where it began says more than where the file ends
        spot = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        source.refuse(
            spot, codes.SYNTAX, f"this is not YAML: {error.problem or error.context}", _syntax_hint(str(error.problem))
        )
    except (YAMLError, ValueError, RecursionError) as error:
        source.refuse((1, 1), codes.SYNTAX, f"this is not YAML: {shortened(str(error))}")
    return source


def _decoded(content: bytes, source: Source) -> str | None:
    if len(content) > LARGEST_BYTES:
        source.refuse(
            (0, 0),
            codes.UNREADABLE,
            f"a policy file has at most {LARGEST_BYTES:,} bytes; this one has {len(content):,}",
            "split it, one policy to a file",
        )
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        source.refuse(
            _spot_after(before),
            codes.UNREADABLE,
            f"a policy file is UTF-8; byte {error.start + 1} is not",
            "save the file as UTF-8",
            value=f"0x{content[error.start]:02x}",
        )
        return None
    bad = next((i for i, c in enumerate(text) if not _printable(c)), None)
    if bad is not None:
        source.refuse(
            _spot_after(text[:bad]),
            codes.UNREADABLE,
            f"a policy file has no control characters; this is U+{ord(text[bad]):04X}",
            "delete it",
        )
        return None
    return text


def _printable(c: str) -> bool:
    """The characters that YAML 1.2 allows in a file."""
    return (
        c in "\t\n\r\x85"
        or "\x20" <= c <= "\x7e"
        or (c >= "\xa0" and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff\ufeff")
    )


def _spot_after(text: str) -> Spot:
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _syntax_hint(problem: str) -> str:
    if "mapping values" in problem:
        return "put text that holds a colon in quotes"
    if "\\t" in problem:
        return "indent with spaces, not tabs"
    if "block end" in problem:
        return "check that the lines of one list or mapping begin in the same column"
    return "check the quotes, brackets and indentation near this place"


class _Builder:
    """Turns events into data. One method for each sort of event; no recursion, so depth cannot exhaust the stack."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open: list[_Open] = []
        self.documents = 0

    def run(self, text: str) -> None:
        for event in YAML(typ="rt", pure=True).parse(text):
            spot = (event.start_mark.line + 1, event.start_mark.column + 1)
            if isinstance(event, DocumentStartEvent):
                self.documents += 1
                if self.documents == 2:
                    self.source.refuse(
                        spot,
                        codes.SYNTAX,
                        "a file holds one policy; a second document begins here",
                        "put it in a file of its own",
                    )
            elif self.documents < 2:
                self.take(event, spot)

    def take(self, event: Event, spot: Spot) -> None:
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            self.begin(event, spot)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.finish()
        elif isinstance(event, AliasEvent):
            self.source.refuse(spot, codes.REFUSED_YAML, *_NO_ANCHORS, value=f"*{event.anchor}")
            self.scalar("", spot, quoted=False, spoiled=True)
        elif isinstance(event, ScalarEvent):
            self.marks(event, spot)
            # The scanner marks where a folded text was folded with a bell sign, which no policy may hold otherwise.
            text = event.value.replace("\a", "") if event.style == ">" else event.value
            self.scalar(text, spot, quoted=not event.implicit[0] or event.style is not None)

    def marks(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, spot: Spot) -> None:
        """Refuse anchors and tags."""
        if event.anchor:
            self.source.refuse(spot, codes.REFUSED_YAML, *_NO_ANCHORS, value=f"&{event.anchor}")
        if event.tag:
            self.source.refuse(
                spot,
                codes.REFUSED_YAML,
                "a policy has no tags",
                "write the value plainly; put text in quotes",
                value=str(event.tag).replace("tag:yaml.org,2002:", "!!"),
            )

    def begin(self, event: MappingStartEvent | SequenceStartEvent, spot: Spot) -> None:
        self.marks(event, spot)
        if self.awaits_key():
            self.source.refuse(
                spot,
                codes.SYNTAX,
                "a key is one word, not a list or mapping",
                "put text that begins with a bracket in quotes",
            )
            raise TooDeep
        path = self.next_path()
        if len(self.open) >= DEEPEST:
            self.source.refuse(spot, codes.UNREADABLE, f"a policy is nested at most {DEEPEST} deep")
            raise TooDeep
        self.place(path, spot)
        self.open.append(_Open(path, {} if isinstance(event, MappingStartEvent) else [], spot))

    def finish(self) -> None:
        done = self.open.pop()
        self.put(tuple(done.data) if isinstance(done.data, list) else done.data)

    def awaits_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].data, dict) and self.open[-1].key is None

    def next_path(self) -> Path:
        """The path of the value that comes next."""
        if not self.open:
            return ()
        top = self.open[-1]
        return (*top.path, len(top.data) if isinstance(top.data, list) else top.key or "")

    def place(self, path: Path, spot: Spot) -> None:
        self.source.values[path] = spot
        self.source.keys.setdefault(path, spot)

    def scalar(self, text: str, spot: Spot, *, quoted: bool, spoiled: bool = False) -> None:
        if self.awaits_key():
            self.begin_key(text, spot)
            return
        path = self.next_path()
        self.place(path, spot)
        self.source.texts[path] = text
        if spoiled:
            self.source.spoiled.add(path)
        self.put(text if quoted or spoiled else self.value(text, path, spot))

    def begin_key(self, text: str, spot: Spot) -> None:
        top = self.open[-1]
        path = (*top.path, text)
        top.key = text
        if text == "<<":
            top.key = _SET_ASIDE + text
            self.source.refuse(
                spot,
                codes.REFUSED_YAML,
                "a policy has no merge keys",
                "write the keys out where they are needed",
                value=text,
            )
        elif path in self.source.keys:
            line, column = self.source.keys[path]
            top.key = f"{_SET_ASIDE}{text}{spot}"
            self.source.refuse(
                spot,
                codes.DUPLICATE_KEY,
                f"this key stands twice in one place; the first is at {line}:{column}",
                "keep one of them",
                name=text,
            )
        self.source.keys[(*top.path, top.key)] = spot

    def value(self, text: str, path: Path, spot: Spot) -> Plain:
        name = str(path[-1]).strip(_SET_ASIDE) if path and isinstance(path[-1], str) else ""
        try:
            found = plain_value(text)
        except NotAValue as error:
            code = codes.NO_SUCH_DAY if isinstance(error, NoSuchDay) else codes.WRONG_VALUE
            self.source.refuse(spot, code, error.rule, error.hint, name=name, value=text)
            self.source.spoiled.add(path)
            return text
        if found is None:
            self.source.refuse(
                self.source.at_key(path),
                codes.WRONG_VALUE,
                "nothing stands here",
                "give it a value, or leave the key out",
                name=name,
            )
            self.source.spoiled.add(path)
        return found

    def put(self, value: Data) -> None:
        if not self.open:
            self.source.data = value
            return
        top = self.open[-1]
        if isinstance(top.data, list):
            top.data.append(value)
        elif top.key is not None:
            if not top.key.startswith(_SET_ASIDE):
                top.data[top.key] = value
            top.key = None
