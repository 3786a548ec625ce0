"""What is kept is kept for one object and for arguments of one type."""

from __future__ import annotations

from caseward.obligations.once import once


class Part:
    """Two of these are equal, as two parts of a policy that read the same are."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part)

    __hash__ = None  # type: ignore[assignment]


def counted(most: int = 10):
    calls: list[object] = []

    @once(most)
    def said(part: Part, value: object) -> int:
        calls.append(value)
        return len(calls)

    return said, calls


def test_one_object_is_asked_once() -> None:
    said, calls = counted()
    part = Part()
    assert said(part, "a") == said(part, "a") == 1
    assert calls == ["a"]


def test_an_equal_object_is_another() -> None:
    said, calls = counted()
    parts = [Part(), Part()]
    assert [said(p, "a") for p in parts] == [1, 2]
    assert calls == ["a", "a"]


def test_one_is_not_yes() -> None:
    said, _ = counted()
    part = Part()
    assert said(part, 1) != said(part, True)


def test_no_more_is_kept_than_was_said_and_a_key_lives_as_long_as_its_answer() -> None:
    said, calls = counted(most=3)
    answers = [said(Part(), "a") for _ in range(50)]  # without the key kept, another object would take its id
    assert answers == list(range(1, 51))
    assert len(calls) == 50
