"""The app without a browser: what one does on a page, and what is then there."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from tests.wire import Picture, pictures
from ui.state import KEY, Session


def sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def session(app: AppTest) -> Session:
    found: Session = app.session_state[KEY]
    return found


def press(app: AppTest, *keys: str) -> AppTest:
    for key in keys:
        app.button(key=key).click().run()
        sound(app)
    return app


def shown(app: AppTest) -> list[Picture]:
    """What the wall was sent: one picture, while playing a few."""
    (wall,) = app.get("bidi_component")
    return pictures(wall.proto.bytes)


def drawn(app: AppTest) -> dict[str, Any]:
    """The header of the last picture."""
    return shown(app)[-1].header


def matrices(app: AppTest) -> dict[str, NDArray[Any]]:
    """The matrices of the last picture that were sent whole."""
    return shown(app)[-1].matrices


def order(app: AppTest, playing: bool) -> AppTest:
    """Play, or pause, as the wall orders it: at the first picture that it was sent."""
    state = session(app)
    state.play(playing, state.play_order + 1, shown(app)[0].header["curve"]["here"])
    return sound(app.run())


def texts(app: AppTest) -> str:
    elements = (*app.caption, *app.markdown, *app.subheader, *app.error, *app.info)
    labels = (widget.label for widget in (*app.button, *app.selectbox, *app.number_input, *app.toggle))
    places = [drawn(app)["player"]["place"]] if app.get("bidi_component") else []
    return "\n".join([*(element.value for element in elements), *labels, *places])


def taken_apart(app: AppTest) -> tuple[str, str] | None:
    """The cell that the panel is about, and its value."""
    panel = drawn(app)["panel"]
    return panel and (panel["title"], panel["value"])
