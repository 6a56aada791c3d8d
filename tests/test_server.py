"""The server for a class: what it answers, whom it lets in, how it ends."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from streamlit.file_util import get_static_dir
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.SessionStatus_pb2 import SessionStatus
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from benchmarks.serving import Server, serving_a_class
from benchmarks.visitor import Visitor
from tests.conftest import ROOT
from ui.component import files
from ui.meters import Meter
from ui.server import door as doors
from ui.server.bucket import Bucket
from ui.server.door import COOKIE, Door
from ui.server.files import FOR_GOOD, addressed
from ui.server.front import ELEMENTS, scripts
from ui.server.headers import INLINE, SecurityHeaders, inline_scripts, policy
from ui.server.running import application
from ui.server.settings import Serving
from ui.server.talk import LONGEST_END, Talk, Talks, is_end, is_question
from ui.shell import STYLE


def told(url: str, method: str = "GET", data: bytes | None = None, **headers: str) -> tuple[int, Message, str]:
    """What a server answers, as text."""
    status, found, content = raw(url, method, data, **headers)
    return status, found, content.decode()


def raw(url: str, method: str = "GET", data: bytes | None = None, **headers: str) -> tuple[int, Message, bytes]:
    """What a server answers."""
    request = urllib.request.Request(
        url, method=method, data=data, headers={n.replace("_", "-"): v for n, v in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """For a class of three, of which at most two are at one address."""
    settings: dict[str, Any] = {
        "hosts": "127.0.0.1,explorer.example.org",
        "frame_ancestors": "'self' https://moodle.example.org",
        "proxies": "127.0.0.1",
        "max_sessions": 3,
        "max_sessions_of_address": 2,
        "connections_a_minute": 60,
        "max_message_bytes": 100_000,
        "max_uploads_bytes": 40_000_000,
        "process": "one",
        "drain_seconds": 5,
    }
    with serving_a_class(ROOT, **settings) as running:
        yield running


# --- what it answers ---


@pytest.mark.parametrize("path", ["", "derive"])
def test_a_page_asks_at_once_for_all_that_its_first_drawing_needs(server: Server, path: str) -> None:
    status, headers, text = told(server.url + path)
    asked = re.findall(r'<link rel="modulepreload" crossorigin href="\.(/[^"]+)">', text)
    assert (status, headers["Cache-Control"]) == (200, "no-cache")
    assert STYLE in text
    assert {address for address in files("wall") if address.endswith(".js")} < set(asked)
    assert len(asked) == len(set(asked))
    assert {told(server.url + address[1:])[0] for address in asked} == {200}


def test_each_element_of_the_first_page_is_known_to_streamlit_by_the_name_it_is_asked_for() -> None:
    static = Path(get_static_dir()) / "static/js"
    assert [len(list(static.glob(f"{element}.*.js"))) for element in ELEMENTS] == [1] * len(ELEMENTS)
    assert any(name.startswith("recordbatch.") for name in scripts(static, ["BidiComponent"]))


def test_a_file_comes_packed_to_who_takes_it_so_and_not_again_to_who_has_it(server: Server) -> None:
    module, style = "_stcore/bidi-components/backprop.wall/tile.js", "_stcore/bidi-components/backprop.wall/wall.css"
    (font,) = (address for address in addressed() if "MaterialSymbols-Rounded" in address)
    for address in (module, style, font[1:]):
        content = addressed()[f"/{address}"].read_bytes()
        status, headers, plain = raw(server.url + address)
        assert (status, plain) == (200, content)
        _status, _headers, packed = raw(server.url + address, Accept_Encoding="gzip")
        assert (gzip.decompress(packed) if address != font[1:] else packed) == content
        assert raw(server.url + address, If_None_Match=headers["ETag"])[::2] == (304, b"")
        assert headers["Cache-Control"] == ("no-cache" if "backprop." in address else FOR_GOOD)
        assert "frame-ancestors" in headers["Content-Security-Policy"]


def test_of_a_page_that_is_none_of_ours_streamlit_answers(server: Server) -> None:
    assert STYLE not in told(f"{server.url}nowhere")[2]


def test_it_lives_and_is_ready(server: Server) -> None:
    assert told(f"{server.url}healthz")[::2] == (200, "alive")
    assert told(f"{server.url}readyz")[::2] == (200, "ready")


@pytest.mark.parametrize("path", ["", "readyz", "nowhere/at/all", "_stcore/health", "static/nothing.js"])
def test_every_answer_has_the_headers(server: Server, path: str) -> None:
    _status, headers, _text = told(server.url + path)
    assert "frame-ancestors 'self' https://moodle.example.org" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Server"] is None


def test_the_scripts_of_streamlits_page_are_those_that_are_allowed(server: Server) -> None:
    _status, headers, page = told(server.url)
    assert INLINE.findall(page) == inline_scripts() != []
    rules = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert rules["script-src"].split() == ["'self'", *re.findall(r"'sha256-[\w+/=]+'", rules["script-src"])]
    assert len(re.findall("sha256", rules["script-src"])) == len(inline_scripts())


def test_a_script_is_named_by_its_hash() -> None:
    # The example of the specification (Content Security Policy Level 3, 8.4).
    expected = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert expected in policy("'none'", ["alert('Hello, world.');"])


@pytest.mark.parametrize(("host", "status"), [("explorer.example.org", 200), ("example.org", 400), ("evil.org", 400)])
def test_it_answers_under_its_names_alone(server: Server, host: str, status: int) -> None:
    assert told(server.url, Host=host)[0] == status
    assert told(f"{server.url}healthz", Host=host)[0] == 200, "probes know addresses"


def test_metrics_are_for_who_may_read_them(server: Server) -> None:
    for path in ("metrics", "metrics/", "_stcore/metrics", "_stcore/metrics/"):
        assert told(server.url + path, X_Forwarded_For="203.0.113.7")[0] == 404
    assert told(f"{server.url}_stcore/metrics")[0] == 200
    status, _headers, text = told(f"{server.url}metrics")
    assert status == 200
    assert {"backprop_sessions", "backprop_playing", "process_resident_memory_bytes"} <= set(families(text))


def families(text: str) -> dict[str, float]:
    """The values of what is told, by name; of what has labels the sum."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0) + sample.value
    return found


def test_metrics_follow_what_visitors_do(server: Server) -> None:
    async def visit() -> dict[str, float]:
        visitor, _run = await Visitor.open(server.stream)
        await visitor.step()
        during = await asyncio.to_thread(metrics, server)
        await visitor.close()
        return during

    before, during = metrics(server), asyncio.run(visit())
    assert during["backprop_sessions"] == before["backprop_sessions"] + 1
    assert during["backprop_answer_seconds_count"] == before["backprop_answer_seconds_count"] + 2
    assert during["backprop_unanswered"] == 0


def metrics(server: Server) -> dict[str, float]:
    return families(told(f"{server.url}metrics")[2])


# --- whom it lets in ---


async def knock(server: Server, address: str) -> ClientConnection:
    """Connect as a browser behind a proxy does."""
    return await connect(
        server.stream, subprotocols=[Subprotocol("streamlit")], additional_headers={"X-Forwarded-For": address}
    )


async def closing(socket: ClientConnection) -> int | None:
    """Why a connection ends, once it does."""
    with suppress(ConnectionClosed):
        while True:
            await socket.recv()
    return socket.close_code


async def refused(server: Server, address: str) -> int:
    """The status with which somebody is turned away."""
    with pytest.raises(InvalidStatus) as error:
        await knock(server, address)
    return error.value.response.status_code


def page_of(server: Server, address: str) -> tuple[int, str]:
    """What a browser at an address gets for the page."""
    status, _headers, text = told(server.url, accept="text/html,*/*", x_forwarded_for=address)
    return status, text


def test_who_comes_when_it_is_full_is_turned_away_and_the_others_stay(server: Server) -> None:
    async def crowd() -> None:
        async with AsyncExitStack() as inside:
            for address in ("198.51.100.1", "198.51.100.1"):
                await inside.enter_async_context(await knock(server, address))
            assert await refused(server, "198.51.100.1") == 429
            status, text = await asyncio.to_thread(page_of, server, "198.51.100.1")
            assert (status, "your network address are taken: 2 pages" in text) == (429, True)
            assert (await asyncio.to_thread(page_of, server, "198.51.100.2"))[0] == 200
            visitor, _run = await Visitor.open(server.stream)
            assert await refused(server, "198.51.100.2") == 503
            status, text = await asyncio.to_thread(page_of, server, "198.51.100.2")
            assert (status, "this server are taken: 3 pages" in text) == (503, True)
            assert told(f"{server.url}healthz")[0] == 200, "what is no page is answered"
            await visitor.step()
            await visitor.close()

    asyncio.run(crowd())


def test_who_knocks_too_often_is_turned_away_for_a_while(server: Server) -> None:
    async def flood() -> list[int]:
        statuses = []
        for _ in range(70):
            try:
                await (await knock(server, "198.51.100.9")).close()
            except InvalidStatus as error:
                statuses.append(error.response.status_code)
        return statuses

    assert set(asyncio.run(flood())) == {429}


def test_the_process_names_itself_to_the_browser(server: Server) -> None:
    async def cookie() -> str:
        async with await knock(server, "198.51.100.4") as socket:
            assert socket.response
            return socket.response.headers["Set-Cookie"]

    assert asyncio.run(cookie()).startswith(f"{COOKIE}=one; Path=/; HttpOnly; SameSite=Lax")


def test_a_message_that_is_too_long_ends_the_connection(server: Server) -> None:
    async def shout() -> int | None:
        async with await knock(server, "198.51.100.5") as socket:
            await socket.send(b"x" * 100_001)
            return await closing(socket)

    assert asyncio.run(shout()) == 1009


def test_uploads_for_which_there_is_no_room_are_refused(server: Server) -> None:
    path = f"{server.url}_stcore/upload_file/somebody/file"
    assert told(path, "PUT", b"x", Content_Length="50000001")[0] == 413
    assert told(path, "PUT", b"x", Content_Length="45000000")[0] == 503
    assert told(path, "PUT", b"x")[0] == 403, "Streamlit's own: no token"


# --- how it ends ---


def test_it_ends_when_all_have_their_answers_and_lets_nobody_in_meanwhile() -> None:
    async def end(server: Server) -> None:
        visitor, _run = await Visitor.open(server.stream)
        pressed = asyncio.create_task(visitor.act(do="train", updates=60_000))  # takes a second or two
        while not (await asyncio.to_thread(metrics, server))["backprop_unanswered"]:
            assert not pressed.done()
        os.kill(server.process, signal.SIGTERM)
        while (await asyncio.to_thread(told, f"{server.url}readyz"))[0] == 200:
            assert not pressed.done()
        assert await refused(server, "198.51.100.1") == 503
        assert not pressed.done()
        await pressed
        assert await closing(visitor.socket) == 1012, "the service restarts: a browser connects again"

    with serving_a_class(ROOT, drain_seconds=30) as server:
        asyncio.run(end(server))


def test_who_comes_before_all_is_loaded_is_sent_elsewhere() -> None:
    assert Door(Serving()).refusal("somebody") == (503, "starting")


def test_who_comes_to_a_closing_door_is_sent_elsewhere() -> None:
    door = Door(Serving(), is_ready=True)
    assert door.is_open
    assert door.refusal("somebody") is None
    door.talks.begin(talk := Talk(Bucket(9, 9)))
    talk.hear({"bytes": question()})
    door.drain()
    assert not door.is_open
    assert door.refusal("somebody") == (503, "draining")
    assert not door.is_drained, "somebody waits for an answer"
    door.talks.say(talk, {"bytes": answer()})
    assert door.is_drained


def test_an_answer_that_does_not_come_is_not_waited_for_for_ever() -> None:
    door = Door(Serving(drain_seconds=0), is_ready=True)
    door.talks.begin(talk := Talk(Bucket(9, 9)))
    talk.hear({"bytes": question()})
    door.drain()
    assert door.is_drained


# --- the parts ---


def question() -> bytes:
    data: bytes = BackMsg(rerun_script=ClientState()).SerializeToString()
    return data


def answer() -> bytes:
    data: bytes = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY, hash="0" * 64).SerializeToString()
    assert len(data) < LONGEST_END // 2
    return data


def test_questions_and_answers_are_told_apart_from_the_rest() -> None:
    assert is_question(question())
    assert not is_question(BackMsg(clear_cache=True).SerializeToString())
    assert not is_question(b"\xff\xff junk")
    assert is_end(answer())
    assert not is_end(ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN).SerializeToString())
    assert not is_end(ForwardMsg(session_status_changed=SessionStatus()).SerializeToString())


def test_how_long_an_answer_took_is_told_once() -> None:
    seconds: list[float] = []
    talks, talk = Talks(seconds.append), Talk(Bucket(9, 9))
    talks.begin(talk)
    for message in (answer(), answer()):
        talk.hear({"bytes": question()})
        talks.say(talk, {"bytes": message})
        talks.say(talk, {"bytes": message})
    assert len(seconds) == 2
    assert min(seconds) >= 0


def test_who_talks_too_much_is_heard_later() -> None:
    now = 0.0
    talk = Talk(Bucket(2, 4, clock=lambda: now))
    assert [talk.hear({"bytes": question()}) for _ in range(3)] == [0, 0, 0.25]
    assert talk.hear({"type": "websocket.connect"}) == 0


def test_addresses_that_were_quiet_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_ADDRESSES", 100)
    door = Door(Serving(), is_ready=True)
    for number in range(1000):
        door.refusal(str(number))
    assert len(door._knocks) <= 100


def test_who_has_not_played_for_a_while_does_not_play(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("ui.meters.monotonic", lambda: now[0])
    meter = Meter()
    for session in ("a", "b", "a"):
        with meter.training(session):
            now[0] += 0.5
    assert (meter.playing, meter.seconds) == (2, 1.5)
    now[0] += 1.8
    assert meter.playing == 1
    now[0] += 1
    assert meter.playing == 0


def test_what_plays_is_counted_where_it_trains() -> None:
    from ui.bookmark import START
    from ui.meters import METER
    from ui.state import Session

    before, state = METER.seconds, Session.at(START)
    state.tick(0.01)
    assert before == METER.seconds
    state.play(playing=True, at=0)
    state.tick(0.01)
    assert METER.seconds >= before + 0.005
    assert METER.playing


@pytest.mark.parametrize(
    ("cookie", "sent"),
    [
        (b"a=1; SameSite=None; Secure", b"a=1; SameSite=None; Secure; Partitioned"),
        (b"a=1; SameSite=Lax", b"a=1; SameSite=Lax"),
    ],
)
def test_a_cookie_for_frames_of_other_sites_is_one_that_browsers_take(cookie: bytes, sent: bytes) -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", cookie)]})

    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    asyncio.run(SecurityHeaders(app, "'self'")({"type": "http"}, receive=send, send=send))  # type: ignore[arg-type]
    assert (b"set-cookie", sent) in said[0]["headers"]


def test_settings_reach_streamlit(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setattr("ui.server.running.config.set_option", told.__setitem__)
    application(Serving(cookies="none", remember_seconds=7))
    assert told == {"server.xsrfCookieSameSite": "none", "server.disconnectedSessionTTL": 7}
