"""The catalogues of the web application's languages.

``python -m tools.make_languages`` compiles them (``make assets`` does); ``--extract`` first brings new texts of the
apps that are complete into them, to be translated by hand; what no page says any more goes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).resolve().parents[1]
WEB = TOP / "src/caseward/web"
CATALOGUES = WEB / "locale"
HEADER = "# Texts of the web application. Written by hand; `python -m tools.make_languages --extract` brings new ones."
EMPTY = tuple(
    f'"{name}'.encode()
    for name in ("Project-Id", "Report-Msgid", "POT-Creation", "PO-Revision", "Last-Tr", "Language-Team", "Generated")
)
"""Lines of a catalogue's head that say nothing here."""
CALLS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}


def sources(apps: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """Files with texts of apps, each with the way in which it is read."""
    for folder in (WEB, *(WEB / app for app in apps)):  # those of no app are what pages of every app are made of
        yield from (("python", path) for path in sorted(folder.glob("*.py")))
        yield from (("django", path) for path in sorted((folder / "templates").rglob("*.html")))


def texts(apps: tuple[str, ...]) -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Every text that pages of the apps ask to have translated, with the file that asks."""
    for way, path in sources(apps):
        place = str(path.relative_to(TOP))
        if way == "python":
            for _, text, _, _ in extract_from_file("python", path, keywords=CALLS):
                yield text, place
        else:
            yield from ((text, place) for text in _of_template(path))


def _of_template(path: Path) -> Iterator[str | tuple[str, ...]]:
    """What Django itself takes from a template, read as the Python that it makes of it."""
    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    python = templatize(path.read_text(encoding="utf-8"), origin=path.name)
    for _, text, _, _ in extract("python", BytesIO(python.encode()), keywords=CALLS):
        yield text


def catalogue(language: str) -> Catalog:
    """The committed catalogue of a language."""
    with _source(language).open("rb") as file:
        return read_po(file, locale=language)


def extract_into(language: str, apps: tuple[str, ...]) -> None:
    """Bring the texts of apps into a language's catalogue, keeping what is translated."""
    before = catalogue(language) if _source(language).exists() else Catalog(locale=language)
    after = Catalog(locale=language, header_comment=HEADER, fuzzy=False)
    for text, place in texts(apps):
        known = before.get(text if isinstance(text, str) else text[0])
        after.add(text, known.string if known else "", locations=[(place, None)])
    _source(language).parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, after, width=120, sort_output=True)
    kept = [line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(EMPTY)]
    _source(language).write_bytes(b"".join(kept))


def compile_all() -> None:
    """Write, beside each catalogue, what Django reads."""
    for source in sorted(CATALOGUES.glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as file:
            found = read_po(file, locale=source.parents[1].name)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, found)


def _source(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES/django.po"


def main(arguments: list[str]) -> None:
    """What the command line asks for."""
    if "--extract" in arguments:
        from caseward.web.languages import COMPLETE

        for language, apps in COMPLETE.items():
            extract_into(language, apps)
    compile_all()


if __name__ == "__main__":
    main(sys.argv[1:])
