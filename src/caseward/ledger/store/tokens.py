"""Random tokens for matters and for those who record: the only thing about them that envelopes show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from caseward.ledger.canonical import Plain, canonical
from caseward.ledger.commitment import OPENING_SIZE, commitment
from caseward.ledger.envelope import TOKEN_SIZE
from caseward.ledger.keyring import KeyGone, KeyRing, KeySealed
from caseward.ledger.payload import NONCE_SIZE, Key, boxed, cipher, opened
from caseward.ledger.store.database import Tables
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.refusals import MatterClosed
from caseward.ledger.store.together import ACTORS, MATTERS, find

_NAME = "name"
_MOST_SEEN = 100_000
_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as it is stored: its token, the name of its key and the key made ready to lock with."""

    token: str
    key_id: str
    key: Key = field(repr=False)


@dataclass(slots=True)
class Tokens:
    """Finds tokens, and makes them for whom there is none. ``spare`` are keys that are durable and used by nobody.

    What was found open stays so as long as the log has not grown by another hand: whatever closes a matter is an entry.
    Whoever sees that it has, or does more in a transaction than append, lets all that was found be ``forgotten``.
    """

    ring: KeyRing
    marks: Marks
    entropy: Callable[[int], bytes]
    spare: list[tuple[str, bytes]] = field(default_factory=list, repr=False)
    _seen: dict[tuple[str, str], bytes] = field(default_factory=dict, repr=False)
    _keys: dict[str, Key] = field(default_factory=dict, repr=False)
    _matters: dict[tuple[str, str], Matter] = field(default_factory=dict, repr=False)
    _actors: dict[str, str] = field(default_factory=dict, repr=False)

    def forget(self) -> None:
        """Look every matter and actor up again when next they are asked for."""
        self._matters.clear()
        self._actors.clear()

    def unknown(self, drafts: Iterable[Draft]) -> list[tuple[str, str]]:
        """The matters of drafts, each once, that have to be looked up."""
        return [who for who in dict.fromkeys((d.subject, d.matter) for d in drafts) if who not in self._matters]

    def unknown_actors(self, drafts: Iterable[Draft]) -> list[str]:
        """Those who record, each once, that have to be looked up."""
        return [actor for actor in dict.fromkeys(d.actor for d in drafts) if actor not in self._actors]

    def stock(self, count: int) -> None:
        """Have that many unused keys, on disk."""
        if count > len(self.spare):
            self.spare += self.ring.new_many(count - len(self.spare))

    def unseen(self, matters: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of the matters (subject, matter), each once, that had no token the last time we looked."""
        return [who for who in dict.fromkeys(matters) if who not in self._seen and who not in self._matters]

    def matter(self, db: Tables, subject: str, matter: str) -> Matter | None:
        """The matter; None when it is new. MatterClosed when its key is sealed or gone."""
        if known := self._matters.get((subject, matter)):
            return known
        mark = self._seen.get((subject, matter)) or self.marks.matter(subject, matter)
        rows = find(db, MATTERS, [mark])
        if not rows:
            return None
        token, key_id, state = rows[mark]
        self._remember((subject, matter), mark)
        return self._found((subject, matter), Matter(token, key_id, self._key(key_id, state)), open_=state == "open")

    def _found(self, who: tuple[str, str], matter: Matter, *, open_: bool) -> Matter:
        if len(self._matters) >= _MOST_KEYS:
            self._matters.clear()
        if open_:
            self._matters[who] = matter
        return matter

    def _key(self, key_id: str, state: str) -> Key:
        """The key of a matter. Asking the ring looks at its file; what the matter's own row calls open, read in this
        transaction, need not be asked again. All is forgotten when anything was closed, or much is held.
        """
        known = self._keys.get(key_id) if state == "open" else None
        if known is not None:
            return known
        if state != "open" or len(self._keys) >= _MOST_KEYS:
            self._keys.clear()
        try:
            found = cipher(self.ring.key(key_id))
        except (KeySealed, KeyGone):
            raise MatterClosed from None
        if state == "open":
            self._keys[key_id] = found
        return found

    def new_matter(self, db: Tables, subject: str, matter: str) -> Matter:
        """A token and a key for a matter that has none."""
        self.stock(1)
        key_id, made = self.spare.pop()
        key = cipher(made)
        token = self.entropy(TOKEN_SIZE).hex()
        name = self.named(key, {"matter": matter, "subject": subject})
        row = (token, key_id, self.marks.subject(subject), self.marks.matter(subject, matter), name, "open")
        db.execute("INSERT INTO matters (token, key_id, subject, matter, name, state) VALUES (?, ?, ?, ?, ?, ?)", row)
        return self._found((subject, matter), Matter(token, key_id, key), open_=True)

    def actor(self, db: Tables, actor: str) -> str:
        """The token of somebody who records, made when they are new."""
        if known := self._actors.get(actor):
            return known
        mark = self.marks.actor(actor)
        if len(self._actors) >= _MOST_KEYS:
            self._actors.clear()
        rows = find(db, ACTORS, [mark])
        if rows:
            return self._actors.setdefault(actor, str(rows[mark][0]))
        token = self._actors[actor] = self.entropy(TOKEN_SIZE).hex()
        name = self.named(self.marks.actors_key(), {"actor": actor})
        db.execute("INSERT INTO actors (token, mark, name) VALUES (?, ?, ?)", (token, mark, name))
        return token

    def _remember(self, what: tuple[str, str], mark: bytes) -> None:
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        self._seen[what] = mark

    def named(self, key: Key, what: Plain) -> bytes:
        """A name in its box, with the commitment that it is bound to in front."""
        opening, part = self.entropy(OPENING_SIZE), canonical(what)
        made = commitment(_NAME, opening, part)
        return made + boxed(key, _NAME, opening, part, made, self.entropy(NONCE_SIZE))


def open_name(key: Key, box: bytes) -> bytes:
    """The canonical bytes of a name that ``Tokens.named`` locked. BrokenBox when it is not what was locked."""
    return opened(key, _NAME, box[32:], box[:32])[1]
