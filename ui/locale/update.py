"""Collect the interface texts and bring every catalogue up to date: ``python -m ui.locale.update``.

A catalogue is a `.po` file, which people translate, and the `.mo` compiled from it, which the app reads. Both
are in the repository, so that the app runs without a build step.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ui.i18n import DOMAIN, LANGUAGES, LOCALE_DIR

ROOT = LOCALE_DIR.parent.parent
FOLDERS = ("backprop", "figures", "ui", "pages")
ERRORS = (
    "NetworkError",
    "WeightsError",
    "DataError",
    "TrainingError",
    "NotFiniteError",
    "UnknownQuantityError",
    "GradientError",
)
"""The engine's errors: their first argument is a template that is translated."""

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), **dict.fromkeys(ERRORS)}
TRANSLATED = tuple(name for name in LANGUAGES if name != "en")


def sources() -> Iterator[Path]:
    """Yield the files that may hold interface texts, in a fixed order."""
    yield ROOT / "app.py"
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).rglob("*.py"))


def collect() -> Catalog:
    """Return every interface text of the source as a catalogue without translations."""
    template = Catalog()
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        for _line, message, comments, context in extract_from_file(
            "python", path, keywords=KEYWORDS, comment_tags=["Translators:"]
        ):
            # No line numbers: a catalogue changes when a text does, not when code moves.
            template.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return template


def files(language: str) -> tuple[Path, Path]:
    """Return the paths of a language's `.po` and `.mo`."""
    folder = LOCALE_DIR / language / "LC_MESSAGES"
    return folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"


def read(language: str) -> Catalog:
    """Return the catalogue of a language as its `.po` has it; an empty one where there is none yet."""
    po, _mo = files(language)
    if not po.exists():
        return Catalog(language, DOMAIN, project="Backprop Explorer", fuzzy=False)
    with po.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def po_text(catalogue: Catalog) -> bytes:
    """Return a catalogue as the bytes of a `.po`."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=100, include_lineno=False, sort_by_file=True)
    return buffer.getvalue()


def mo_text(catalogue: Catalog) -> bytes:
    """Return a catalogue as the bytes of a `.mo`."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> None:
    """Update and compile the catalogue of every language."""
    template = collect()
    for language in TRANSLATED:
        catalogue = read(language)
        catalogue.update(template, update_creation_date=False)
        po, mo = files(language)
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(po_text(catalogue))
        mo.write_bytes(mo_text(catalogue))
        open_ = sum(1 for message in catalogue if message.id and (message.fuzzy or not message.string))
        print(f"{language}: {len(catalogue)} texts, {open_} to translate, {len(catalogue.obsolete)} obsolete")


if __name__ == "__main__":
    main()
