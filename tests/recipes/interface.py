"""Recipes for what is seen: in pages/, ui/ and figures/."""

from __future__ import annotations

from tests.recipes import engine
from tests.recipes.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    "page": Recipe(
        added={
            "pages/hello.py": '"""Says hello."""\n\nimport streamlit as st\n\nfrom ui import shell\n\n'
            'shell.page("hello")\nst.title("hello")\n'
        },
        tried="""
from ui import shell
assert shell.TITLES["hello"][0] == "Hello" and list(shell.TITLES)[0] == "explore"
page = sound(AppTest.from_file("pages/hello.py", default_timeout=120).run())
assert page.title[0].value == "hello"
assert session(page).bookmark.page == "hello"
frame = sound(AppTest.from_file("app.py", default_timeout=120).run())
assert sound(frame.switch_page("pages/hello.py").run()).title[0].value == "hello"
""",
    ),
    "control": Recipe(
        lines=(
            (
                "ui/choices.py",
                "    log: bool = choice(",
                '    grid: bool = choice(False, N_("Lines between the cells"))\n    log: bool = choice(',
            ),
        ),
        tried="""
from ui.link import decode, encode
assert app.toggle(key="view.grid").label == "Lines between the cells"
sound(app.toggle(key="view.grid").set_value(True).run())
assert session(app).view.grid is True
link = encode(session(app).bookmark).text
assert "grid=1" in link and decode(link)[0] == session(app).bookmark
session(app).set("grid", "nope")
assert "grid" in str(session(app).notice) and session(app).view.grid is True
""",
    ),
    "row of the wall": Recipe(
        base=engine.RECIPES["rule"],
        lines=(
            (
                "figures/rows.py",
                '    Row("G", "back",',
                '    Row("Q", "between", "activation", N_("contributions")),\n    Row("G", "back",',
            ),
        ),
        tried="""
press(app, "end")
header = drawn(app)
between = [column["between"] for column in header["columns"] if "between" in column]
assert between == ["Q1", "D1", "Q2", "D2", "Q3", "D3"]
assert [head["word"] for head in header["heads"] if head["band"] == "between"] == ["slopes of σ", "contributions"]
assert header["tiles"]["Q1"]["shape"] == header["tiles"]["Z1"]["shape"]
sound(app.pills(key="view.rows").set_value(["Z", "Q"]).run())
assert [head["quantity"] for head in drawn(app)["heads"]] == ["Z", "Q"]
""",
    ),
    "language": Recipe(
        lines=(("ui/i18n.py", '{"en": "English", ', '{"en": "English", "de": "Deutsch", '),),
        later=("ui/locale/de/LC_MESSAGES/explorer.po",),
        tried="""
from ui.locale import update
update.main()
texts, _compiled = update.files("de")
given, entry = texts.read_text(encoding="utf-8"), 'msgid "Optimiser"\\nmsgstr "'
assert given.count(entry + '"') == 1
texts.write_text(given.replace(entry, entry + "Optimierer"), encoding="utf-8")
update.main()
sound(app.segmented_control(key="language").set_value("de").run())
assert app.selectbox(key="setup.optimizer").label == "Optimierer"
assert "Initialiser" in [menu.label for menu in app.selectbox], "what is not translated is English"
""",
    ),
}
