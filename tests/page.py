"""The app without a browser: what one does on a page, and what is then there."""

from __future__ import annotations

import json
import re
from typing import Any

from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from backprop.stepping import end_of
from tests.wire import Picture, pictures
from ui.picture import WALL
from ui.state import KEY, Session


def sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def session(app: AppTest) -> Session:
    found: Session = app.session_state[KEY]
    return found


def control(kind: Any, key: str) -> Any:
    """The widget of this key; one whose value was changed for it has a number behind (see `ui.controls.bound`)."""
    (found,) = (widget for widget in kind if re.fullmatch(rf"{re.escape(key)}(-\d+)?", widget.key or ""))
    return found


def press(app: AppTest, *keys: str) -> AppTest:
    """Buttons and keys of the wall by what they do, those of the sidebar by their key."""
    for key in keys:
        if key in ("undo", "redo"):
            sound(app.button(key=key).click().run())
        else:
            act(app, **_deed(app, key))
    return app


def _deed(app: AppTest, key: str) -> dict[str, Any]:
    """The act behind a button or a key of the wall."""
    state = session(app)
    phases = ("forward", "backward", "update")
    ends = {phase: {"do": "cursor", "to": end_of(state.trace.steps, phase)} for phase in phases}
    trains = {f"update-{n}": {"do": "train", "updates": n} for n in (1, 10, 100)}
    deeds: dict[str, dict[str, Any]] = {
        "start": {"do": "cursor", "to": 0},
        "end": {"do": "cursor", "to": len(state.trace.steps)},
        "step": {"do": "step", "by": "operation", "direction": 1},
        "step-back": {"do": "step", "by": "operation", "direction": -1},
        "layer": {"do": "step", "by": "layer", "direction": 1},
        "layer-back": {"do": "step", "by": "layer", "direction": -1},
        "epoch": {"do": "train", "updates": state.timeline.trainer.batches},
        "restart": {"do": "restart"},
        **ends,
        **trains,
    }
    return deeds[key]


def shown(app: AppTest) -> list[Picture]:
    """What the wall was sent: one picture, while playing a few."""
    return pictures(walls(app)[-1].proto.bytes)


def _told(app: AppTest, kind: str) -> list[Any]:
    """The elements of the component on the page that are given bytes, or something in JSON."""
    return [found for found in app.get("bidi_component") if found.proto.WhichOneof("data") == kind]


def _in_json(app: AppTest) -> list[Any]:
    """What the components of the page are told in JSON, each in a list of its own."""
    return [value for element in _told(app, "json") for value in json.loads(element.proto.json)]


def walls(app: AppTest) -> list[Any]:
    """The elements that are sent pictures."""
    return _told(app, "bytes")


def constants(app: AppTest) -> dict[str, Any]:
    """What the walls of the page are told once."""
    (found,) = (value for value in _in_json(app) if isinstance(value, dict) and "labels" in value)
    return dict(found)


def address(app: AppTest) -> str:
    """What the browser's address then says."""
    links = [value for value in _in_json(app) if isinstance(value, str)]
    return links[-1] if links else str(drawn(app)["address"])


def notice(app: AppTest) -> str:
    """What was wrong, as the wall says it."""
    return str(drawn(app)["notice"])


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
    return "\n".join([*(element.value for element in elements), *labels, *_said(app)])


def _said(app: AppTest) -> list[str]:
    """The texts of the wall."""
    if not walls(app) or not drawn(app)["columns"]:
        return []
    header = drawn(app)
    headline = header["headline"]
    said = [header["player"]["place"], headline["sentence"], header["notice"]]
    return [*said, *([] if headline["is_equation"] else [headline["html"]])]


def taken_apart(app: AppTest) -> tuple[str, str] | None:
    """The cell that the panel is about, and its value."""
    panel = drawn(app)["panel"]
    return panel and (panel["title"], panel["value"])
