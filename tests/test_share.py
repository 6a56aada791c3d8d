"""The link for people: its dialog, what it hides, and the file that opens again."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from backprop.experiment import Source
from tests.page import constants, control, notice, press, session, sound
from tests.test_parcel import own
from ui.bookmark import START, put
from ui.choices import HIDEABLE
from ui.fields import FIELDS
from ui.link import decode, encode
from ui.link_page import PAGE, page
from ui.share import address_of, qr

TYPICAL = {
    "": 0,
    "v=1&cursor=12": 13,
    "v=1&data=moons&bias=1&hidden=8-8&update=100&cursor=21": 60,
    "v=1&page=derive&part=two_layers&hand.moves2=Z2-T-E-M": 60,
}
"""Links of states that one reads out, and how many characters they may have."""


def share(app: AppTest) -> AppTest:
    return sound(app.button(key="share-open").click().run())


def test_the_page_about_links_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m ui.link_page`"


def test_every_field_is_explained() -> None:
    assert [field.name for field in FIELDS.values() if not (field.says or field.label)] == []
    assert all(f"| `{name}` |" in page() for name in (*FIELDS, *HIDEABLE))


def test_the_links_of_the_page_lead_somewhere() -> None:
    examples = [line.split("`")[1] for line in page().splitlines() if line.startswith("| `?")]
    assert len(examples) == 5
    for example in examples:
        bookmark, missing = decode(example.removeprefix("?"))
        assert bookmark != START
        assert missing == ()


def test_a_small_state_has_a_link_to_be_read_out() -> None:
    for query, most in TYPICAL.items():
        link = encode(decode(query)[0]).text
        assert len(address_of(link, "https://a.b/").removeprefix("https://a.b/?")) <= max(most, len("https://a.b/"))
    assert address_of(encode(START).text, "https://a.b/derive") == "https://a.b/"


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("https://a.b/derive", "https://a.b/?v=1&seed=2"),
        ("https://a.b:8501/course/net/", "https://a.b:8501/course/net/?v=1&seed=2"),
        ("https://a.b/course/net/clinic", "https://a.b/course/net/?v=1&seed=2"),
        (None, "/?v=1&seed=2"),
    ],
)
def test_the_address_leads_to_the_first_page_of_the_app(url: str | None, whole: str) -> None:
    assert address_of("v=1&seed=2", url) == whole


def test_the_code_is_dark_on_light_and_too_long_a_link_has_none() -> None:
    code = qr("https://a.b/?v=1")
    assert code.startswith("data:image/svg+xml")
    assert "fff" in code
    assert "000" in code
    assert qr("x" * 2953)
    assert qr("x" * 2954) == ""


def test_the_dialog_shows_the_link_and_a_preset_for_it(opened: AppTest) -> None:
    app = share(press(opened, "backward"))
    assert app.code[0].value.endswith("/?v=1&cursor=21")
    control(app.multiselect, "share-hide").set_value(["train", "data"])
    share(app)
    assert app.code[0].value.endswith("/?v=1&cursor=21&hide=data-train"), "in the order of the table"
    assert session(app).view.hide == (), "nothing is hidden here"


def test_what_no_link_holds_is_said_and_goes_as_a_file(app: AppTest) -> None:
    sound(app.run())
    session(app).open(own())
    share(sound(app.run()))
    assert any("cannot hold your own table" in warning.value for warning in app.warning)
    assert app.get("download_button")


@pytest.mark.parametrize("name", ["undo", "data", "network", "weights", "training", "view", "notation"])
def test_a_link_hides_a_part_of_the_sidebar_and_no_other(app: AppTest, name: str) -> None:
    heads = {"data": "Data", "network": "Network", "weights": "Initial weights", "training": "Training", "view": "View"}
    app.query_params.update({"hide": name})
    sound(app.run())
    shown = {head.value for head in app.subheader}
    assert {part for part, head in heads.items() if head not in shown} == {name} & set(heads)
    assert bool([button for button in app.button if button.key == "undo"]) == (name != "undo")
    assert bool([box for box in app.selectbox if box.label == "Notation"]) == (name != "notation")
    assert constants(app)["hidden"] == [name]


@pytest.mark.parametrize(("name", "part"), [("sidebar", ".stSidebar"), ("pages", "stSidebarNav")])
def test_a_link_hides_the_sidebar_and_the_pages_by_style(app: AppTest, name: str, part: str) -> None:
    def styles() -> str:
        return "".join(element.proto.body for element in app.get("html"))

    sound(app.run())
    before = styles().count(part)
    session(app).open(put(START, ("view", "hide"), (name,)))
    sound(app.run())
    assert styles().count(part) > before


def test_a_word_that_hides_nothing_is_refused_with_all_that_there_are(app: AppTest) -> None:
    app.query_params.update({"v": "1", "hide": "data-<b>"})
    sound(app.run())
    assert "hide is 'data-<b>'; allowed are cover, data, edit" in notice(app).replace("\\", "")
    assert session(app).view.hide == ()


def test_typing_over_is_off_where_it_is_hidden(app: AppTest) -> None:
    from tests.page import act

    app.query_params.update(dict(parse_qsl("v=1&hide=edit&cursor=3&cell=W1.0.0")))
    sound(app.run())
    act(app, do="tool", name="edit")
    assert not [button for button in app.button if button.key == "type-over"]


# --- to open a bookmark ---


def test_a_bookmark_is_opened_from_any_state_and_undone(opened: AppTest) -> None:
    app = press(opened, "update-10", "backward")
    before = session(app).bookmark
    there = decode("v=1&data=moons&bias=1&hidden=8&update=3&cursor=5&cell=Z1.0.1&notation=column&log=1")[0]
    session(app).open(there)
    sound(app.run())
    assert session(app).bookmark == there
    press(app, "undo")
    assert session(app).bookmark.experiment == before.experiment
    assert (session(app).bookmark.update, session(app).bookmark.cursor) == (10, 21)


def test_the_same_experiment_is_no_change_to_be_undone(opened: AppTest) -> None:
    app = press(opened, "update-10")
    session(app).open(replace(session(app).bookmark, update=4, cursor=2))
    sound(app.run())
    assert (session(app).bookmark.update, session(app).bookmark.cursor) == (4, 2)
    assert not session(app).document.past


def test_a_bookmark_that_asks_for_too_much_changes_nothing(opened: AppTest) -> None:
    state = session(opened)
    before = state.bookmark
    wide = replace(START.experiment, hidden=(10**9, 5))
    state.open(replace(START, experiment=wide))
    assert state.notice
    assert state.bookmark == before


def test_a_bookmark_of_another_page_leads_there(opened: AppTest) -> None:
    session(opened).open(decode("v=1&page=derive&part=general")[0])
    sound(opened.run())
    assert session(opened).page == "derive"
    assert session(opened).derive.part == "general"
    sound(opened.run())
    assert session(opened).leads_to == ""


def test_bookmarks_follow_one_another(opened: AppTest) -> None:
    places = [START, own(), decode("v=1&data=wine&update=2")[0], replace(START, cursor=4)]
    for before, after in pairwise(places):
        session(opened).open(after)
        sound(opened.run())
        assert session(opened).bookmark.experiment.source == after.experiment.source != Source("none")
        assert before != after
