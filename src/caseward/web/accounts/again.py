"""What stands in the forms of a page again, because a sign-in or a visit ended before it was saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest, QueryDict

_CHOSEN: Final = "chosen-file "
"""Before the name of a field, in what is kept: the file that was chosen there. Of a file its name is kept alone."""
_FORMS: Final = "csrfmiddlewaretoken"


@dataclass(slots=True)
class Again:
    """What was typed, and by field the names of files that were chosen; ``put_back``: whether a form took any of it."""

    said: QueryDict
    files: dict[str, str] = field(default_factory=dict)
    put_back: bool = False


_again: ContextVar[Again | None] = ContextVar("again", default=None)


def again() -> Again | None:
    """What is to stand in the forms of the page that is being made; None for nothing but what they begin with."""
    return _again.get()


@contextmanager
def in_the_forms(found: Again | None) -> Iterator[Again | None]:
    """Put what was typed before into the forms of a page that is made meanwhile."""
    token = _again.set(found)
    try:
        yield found
    finally:
        _again.reset(token)


def as_text(request: HttpRequest) -> str:
    """What a request brought, to be kept: every field of its form, and of a file its name."""
    said = request.POST.copy()
    said.pop(_FORMS, None)
    for name, file in request.FILES.items():
        said[f"{_CHOSEN}{name}"] = str(getattr(file, "name", ""))
    return said.urlencode()


def from_text(text: str) -> Again:
    """What was kept, taken apart again."""
    said = QueryDict(text, mutable=True)
    names = [name for name in said if name.startswith(_CHOSEN)]
    files = {name.removeprefix(_CHOSEN): str(said.pop(name)[-1]) for name in names}
    return Again(said, files)
