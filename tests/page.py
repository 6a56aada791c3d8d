"""The app without a browser: what one does on a page, and what is then there."""

from __future__ import annotations

import json
from typing import Any

from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from tests.wire import Picture, pictures
from ui.explore import WALL
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
    (wall,) = components(app, "backprop_wall")
    return pictures(wall.proto.bytes)


def components(app: AppTest, name: str) -> list[Any]:
    """The components of a kind that are on the page."""
    return [found for found in app.get("bidi_component") if found.proto.component_name == name]


def address(app: AppTest) -> str:
    """What the browser's address then says."""
    return str(json.loads(components(app, "backprop_address")[-1].proto.json))


def drawn(app: AppTest) -> dict[str, Any]:
    """The header of the last picture."""
    return shown(app)[-1].header


def matrices(app: AppTest) -> dict[str, NDArray[Any]]:
    """The matrices of the last picture that were sent whole."""
    return shown(app)[-1].matrices


def order(app: AppTest, playing: bool) -> AppTest:
    """Play, or pause, as the wall orders it: at the first picture that it was sent."""
    return act(app, do="play", playing=playing, at=shown(app)[0].header["curve"]["here"])


def act(app: AppTest, **given: Any) -> AppTest:
    """Do something on the wall."""
    return send(app, [{"n": session(app).inbox(WALL).done + 1, **given}])


def send(app: AppTest, payload: Any) -> AppTest:
    """What the wall tells Python, whatever it is: AppTest has no component that could."""
    session(app).inbox(WALL).receive(payload)
    return sound(app.run())


def texts(app: AppTest) -> str:
    elements = (*app.caption, *app.markdown, *app.subheader, *app.error, *app.info)
    labels = (widget.label for widget in (*app.button, *app.selectbox, *app.number_input, *app.toggle))
    places = [drawn(app)["player"]["place"]] if components(app, "backprop_wall") else []
    return "\n".join([*(element.value for element in elements), *labels, *places])


def taken_apart(app: AppTest) -> tuple[str, str] | None:
    """The cell that the panel is about, and its value."""
    panel = drawn(app)["panel"]
    return panel and (panel["title"], panel["value"])
