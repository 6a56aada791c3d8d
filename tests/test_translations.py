"""The catalogues are complete, compiled, and leave fields and formulas as they are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from ui.locale import update

each_language = pytest.mark.parametrize("language", update.TRANSLATED)


def gaps(catalogue: Catalog, template: Catalog) -> list[str]:
    """Return what keeps a catalogue from being the complete translation of the template."""
    wanted = {message.id for message in template if message.id}
    present = {message.id: message for message in catalogue if message.id}
    return [
        *(f"missing: {key}" for key in wanted - present.keys()),
        *(f"no longer used: {key}" for key in present.keys() - wanted),
        *(f"no longer used: {key}" for key in catalogue.obsolete),
        *(f"to be checked (fuzzy): {key}" for key, message in present.items() if message.fuzzy),
        *(f"not translated: {key}" for key, message in present.items() if not all(strings(message))),
    ]


def strings(message: Message) -> list[str]:
    """Return a message's translation, one string for each plural form."""
    return each_form(message.string)


def each_form(text: object) -> list[str]:
    """Return a text's plural forms; most texts have the one."""
    return [str(form or "") for form in (text if isinstance(text, tuple | list) else (text,))]


def catalogue_of(*messages: tuple[str | tuple[str, str], str | tuple[str, ...]], **options: bool) -> Catalog:
    catalogue = Catalog(locale="zh_CN")
    for key, string in messages:
        catalogue.add(key, string, flags=["fuzzy"] if options.get("fuzzy") else [])
    return catalogue


@each_language
def test_the_catalogue_translates_every_text_and_nothing_else(language: str) -> None:
    found = gaps(update.read(language), update.collect())
    assert not found, "run `make translations`, then translate:\n" + "\n".join(sorted(found))


@pytest.mark.parametrize(
    ("catalogue", "gap"),
    [
        (catalogue_of(), "missing: Loss"),
        (catalogue_of(("Loss", "损失"), ("Gain", "增益")), "no longer used: Gain"),
        (catalogue_of(("Loss", "损失"), fuzzy=True), "to be checked (fuzzy): Loss"),
        (catalogue_of(("Loss", "")), "not translated: Loss"),
    ],
)
def test_a_gap_in_a_catalogue_is_found(catalogue: Catalog, gap: str) -> None:
    assert gaps(catalogue, catalogue_of(("Loss", ""))) == [gap]


@each_language
def test_what_the_app_reads_is_compiled_from_what_people_translate(language: str) -> None:
    _po, mo = update.files(language)
    assert mo.read_bytes() == update.mo_text(update.read(language)), "run `make translations`"


@each_language
def test_updating_an_up_to_date_catalogue_changes_nothing(language: str) -> None:
    catalogue = update.read(language)
    catalogue.update(update.collect(), update_creation_date=False)
    assert update.po_text(catalogue) == update.files(language)[0].read_bytes(), "run `make translations`"


def test_the_collection_sees_every_way_a_text_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "app.py").write_text('_("one")\nN_("two " "halves")\n')
    (tmp_path / "ui" / "x.py").write_text(
        'ngettext("{n} row", "{n} rows", n)\nraise DataError("row {row}", row=3)\nstr("not this")\n'
    )
    monkeypatch.setattr(update, "ROOT", tmp_path)
    found = {message.id for message in update.collect() if message.id}
    assert found == {"one", "two halves", ("{n} row", "{n} rows"), "row {row}"}


FORMULAS = re.compile(
    r"""\$[^$]+\$ | `[^`]+` | :material/\w+: | :[\w-]+(?=\[)  # LaTeX, code, icons, colours
    | [∇∂]*[A-Za-zσ](?:_\{[^}]*\}|_\w+)'?                     # quantities with an index, snake_case
    | (?<![A-Za-z0-9_{])[DGLMPSWXYZ](?![A-Za-z0-9_}])         # quantities without one
    | [∇∂∘σℓαᵀ]""",
    re.VERBOSE | re.ASCII,
)


def invariants(text: str) -> Counter[str]:
    """Return the fields and formulas of a text, each as often as it occurs."""
    parts = list(Formatter().parse(text))
    fields = [f"{{{name}!{conversion}:{spec}}}" for _text, name, spec, conversion in parts if name is not None]
    return Counter(fields + FORMULAS.findall("\0".join(part[0] for part in parts)))


def altered(message: Message) -> list[str]:
    """Return the translations of a message that changed a field or a formula."""
    allowed = [invariants(key) for key in each_form(message.id)]
    return [string for string in strings(message) if invariants(string) not in allowed]


@each_language
def test_fields_and_formulas_are_the_same_in_every_language(language: str) -> None:
    assert [string for message in update.read(language) if message.id for string in altered(message)] == []


@pytest.mark.parametrize(
    ("text", "bad", "good"),
    [
        ("row {row}: {found}", "第 {row} 行", "第 {row} 行：{found}"),
        ("{loss:.3f}", "{loss:.2f}", "损失 {loss:.3f}"),
        ("the slope $σ'(Z_iW_i)$", "斜率 $σ(Z_iW_i)$", "$σ'(Z_iW_i)$ 的斜率"),
        ("Z_i times W_i", "Z_i 乘以 W_1", "W_i 乘 Z_i"),
        ("the signal M", "信号 N", "信号M"),
        ("G_{{i+1}} arrives", "G_{{i}} 到达", "G_{{i+1}} 到达"),
        ("press :material/play: once", "按一次 :material/pause:", "按一次 :material/play:"),
    ],
)
def test_an_altered_formula_is_found(text: str, bad: str, good: str) -> None:
    assert altered(Message(text, bad)) == [bad]
    assert altered(Message(text, good)) == []
