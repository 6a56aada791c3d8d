"""The address holds the state: another session that opens it has the same, bit for bit."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT
from tests.page import act, address, control, drawn, matrices, notice, order, press, session, sound, texts
from ui import arrival
from ui.state import KEY, Session


def reloaded(text: str, page: str = "") -> AppTest:
    """A new session at an address."""
    app = AppTest.from_file(str(ROOT / (page or "app.py")), default_timeout=30)
    for name, value in parse_qsl(text, keep_blank_values=True):
        app.query_params[name] = value
    return sound(app.run())


def set_up(app: AppTest) -> AppTest:
    """A hundred updates, three changes and an edit, a cell followed, and another view."""
    control(app.selectbox, "setup.optimizer").set_value("adam").run()
    control(app.number_input, "setup.hidden.1").set_value(7).run()
    control(app.toggle, "setup.bias").set_value(True).run()
    press(app, "update-100")
    session(app).select((("W", 2), 1, 2))
    session(app).edit(-0.625)
    press(sound(app.run()), "update-10", "forward", "step")
    act(app, do="select", tile="Z2", row=3, column=1)
    act(app, do="select", tile="W1", row=0, column=1)
    control(app.toggle, "view.log").set_value(True).run()
    control(app.selectbox, "view.notation").set_value("column").run()
    return sound(app)


def test_a_new_session_at_the_address_has_the_same_bits(opened: AppTest) -> None:
    set_up(opened)
    again = reloaded(address(opened))
    assert session(again).bookmark == session(opened).bookmark
    assert drawn(again)["panel"] == drawn(opened)["panel"]
    assert texts(again) == texts(opened)
    for name, matrix in matrices(opened).items():
        np.testing.assert_array_equal(matrices(again)[name], matrix)
    assert address(again) == address(opened)


def test_the_address_of_a_beginner_says_nothing(opened: AppTest) -> None:
    assert address(opened) == "v=1"


def test_while_it_plays_the_address_rests(opened: AppTest) -> None:
    press(opened, "update-1")
    order(opened, True)
    assert session(opened).timeline.updates > 1
    assert address(opened) == "v=1&update=1"
    order(opened, False)
    assert address(opened) == f"v=1&update={session(opened).timeline.updates}"


def test_leaving_the_page_ends_the_playing_and_the_address_says_where(opened: AppTest) -> None:
    press(opened, "update-1")
    order(opened, True)
    page = sound(opened.switch_page("pages/derive.py").run())
    here = session(page).timeline.updates
    assert here > 1
    assert f"update={here}" in address(page).split("&")
    back = sound(page.switch_page("pages/explore.py").run())
    assert not drawn(back)["player"]["playing"]
    assert address(back) == f"v=1&update={here}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("v=1&hidden=0", "hidden is '0'; allowed are whole numbers from 1 to 1024"),
        ("v=1&notation=nope", "notation is 'nope'"),
        ("v=9", "another version"),
        ("v=1&cell=dW9.0.0", "there is no cell 'dW9[0, 0]' in this network"),
        ("v=1&cell=dW1.4.0", "there is no cell 'dW1[4, 0]' in this network"),
        ("v=1&cell=loss.0.0", "there is no cell 'loss[0, 0]'"),
        ("v=1&update=1000000000", "update is 1000000000; allowed"),
        ("v=1&table=mine.csv", "choose the file again under Data"),
        ("v=1&page=nowhere", "page is 'nowhere'; allowed are clinic, derive, explore, lab"),
    ],
)
def test_an_address_that_is_wrong_says_so_and_opens_as_usual(text: str, words: str) -> None:
    app = reloaded(text)
    assert words in notice(app)
    assert session(app).experiment.network.widths == (4, 6, 5, 3)
    assert not notice(press(app, "step"))


def test_what_other_programs_add_to_an_address_is_passed_over() -> None:
    assert not notice(reloaded("utm_source=mail"))


@pytest.mark.parametrize("text", ["v=1&seed=9007199254740991&alpha=1e-12&std=1e30&init=normal", "v=1&cursor=99999"])
def test_an_address_at_the_edge_opens(text: str) -> None:
    assert not notice(reloaded(text))


# --- the Derive page ---

DERIVE: list[tuple[str, str, Any]] = [
    ("selectbox", "linear.data", "spirals"),
    ("number_input", "linear.arms", 4),
    ("number_input", "linear.units", 9),
    ("selectbox", "linear.sigma", "relu"),
    ("toggle", "linear.bias", False),
    ("number_input", "linear.seed", 3),
    ("segmented_control", "part", "two_layers"),
    ("number_input", "hand.m", 7),
    ("selectbox", "hand.sigma", "relu"),
    ("text_input", "typed", "X.T @ E"),
    ("segmented_control", "hand.gradient", 1),
    ("segmented_control", "part", "general"),
    ("toggle", "general.named", True),
    ("select_slider", "general.units", 64),
    ("segmented_control", "part", "algorithm"),
    ("segmented_control", "form", "latex"),
]


def test_everything_on_the_derive_page_is_in_its_address(app: AppTest) -> None:
    page = sound(app.run().switch_page("pages/derive.py").run())
    for kind, key, value in DERIVE:
        getattr(page, kind)(key=f"derive.{key}").set_value(value).run()
        sound(page)
    text = address(page)
    again = reloaded(text, "pages/derive.py")
    assert again.session_state[KEY].bookmark == page.session_state[KEY].bookmark
    assert control(again.segmented_control, "derive.part").value == "algorithm"
    control(again.segmented_control, "derive.part").set_value("linear").run()
    shown = {widget.key: widget.value for widget in (*again.selectbox, *again.number_input, *again.toggle)}
    assert all(shown[f"derive.{key}"] == value for _kind, key, value in DERIVE if key.startswith("linear."))
    control(again.segmented_control, "derive.part").set_value("two_layers").run()
    control(again.segmented_control, "derive.hand.gradient").set_value(2).run()
    assert control(again.text_input, "derive.typed").value == "Xᵀ (S − I_y)"


def test_what_is_trained_on_the_derive_page_is_in_its_address(app: AppTest) -> None:
    page = sound(app.run().switch_page("pages/derive.py").run())
    page.button(key="derive.train").click().run()
    assert "linear.update=400" in address(page)
    again = reloaded(address(page), "pages/derive.py")
    assert [element.value for element in again.markdown] == [element.value for element in page.markdown]


def test_another_page_keeps_both(app: AppTest) -> None:
    set_up(app.run())
    page = sound(app.switch_page("pages/derive.py").run())
    control(page.number_input, "derive.linear.units").set_value(9).run()
    assert "update=110" in address(page)
    assert "page=derive" in address(page)
    back = sound(page.switch_page("pages/explore.py").run())
    assert "linear.units=9" in address(back)
    assert "page=" not in address(back)


# --- long ways ---


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every way takes long; the updates at which its bar was drawn."""
    seen: list[int] = []

    def words(state: Session) -> str:
        seen.append(state.timeline.updates)
        return ""

    monkeypatch.setattr("ui.state.core.Session.arrive.__defaults__", (-1, None))
    monkeypatch.setattr(arrival, "_words", words)
    return seen


def test_a_long_way_shows_how_far_it_is(impatient: list[int]) -> None:
    app = reloaded("v=1&update=3000&cursor=4")
    assert (session(app).timeline.updates, session(app).cursor) == (3000, 4)
    assert len(impatient) > 3
    assert impatient == sorted(impatient)
    assert "Update **3000**" in texts(app)
    assert not [button for button in app.button if button.key == "cancel"]


@pytest.mark.usefixtures("impatient")
def test_a_long_way_that_is_stopped_stays_where_it_has_got_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(state: Session) -> str:
        if state.timeline.updates > 500:
            raise StopException
        return ""

    monkeypatch.setattr(arrival, "_words", stop)
    app = reloaded("v=1&update=30000")
    here = session(app).timeline.updates
    assert 500 < here < 30_000
    assert f"Update **{here}**" in texts(sound(app.run()))
    assert session(press(app, "update-1")).timeline.updates == here + 1


@pytest.mark.parametrize(("name", "slow"), [("derive", "ui.derive.settle"), ("clinic", "ui.clinic.strip.words")])
def test_the_address_is_told_before_what_takes_long(name: str, slow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, st.stop)
    page = sound(AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=30).run())
    assert address(page) == f"v=1&page={name}"
