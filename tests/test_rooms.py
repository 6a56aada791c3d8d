"""Rooms: stores, seats, and what comes from an address; a class of a hundred is in test_room_load.py."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from backprop import BackpropError, DataError
from backprop.experiment import Source
from benchmarks.serving import free_port
from tests.conftest import ROOT
from tests.page import act, address, control, notice, press, session, sound
from tests.test_parcel import own
from ui.bookmark import START, Bookmark
from ui.link import decode
from ui.rooms import room
from ui.rooms.attending import begin, leave, present
from ui.rooms.redis_store import RedisStore
from ui.rooms.seat import Seat, begun, entered
from ui.rooms.settings import Rooms
from ui.rooms.store import ANSWERS, MemoryStore, Post, SilentError, Store, votes_in
from ui.settings import SettingError, read

REDIS = shutil.which("redis-server")
PATIENCE = 10.0


@contextmanager
def redis_server(folder: Path, port: int = 0) -> Iterator[str]:
    """The address of a Redis of our own."""
    port = port or free_port()
    command = [str(REDIS), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            until(lambda: answers(port))
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(true: Callable[[], bool]) -> None:
    """Wait for a condition."""
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end, "it did not come true"
        sleep(0.01)


@pytest.fixture(scope="module")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if REDIS is None:
        pytest.skip("there is no redis-server")
    with redis_server(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return MemoryStore(60)
    address = request.getfixturevalue("redis_address")
    made = RedisStore(address, 60)
    made._redis.flushall()
    return made


# --- what every store promises ---


def test_a_room_is_opened_once_posted_to_and_closed(store: Store) -> None:
    assert store.read("ABCD") is None
    assert store.key("ABCD") is None
    assert store.number("ABCD") is None
    assert store.open("ABCD", "hash", 5)
    assert not store.open("ABCD", "another", 5)
    assert store.key("ABCD") == "hash"
    assert store.read("ABCD") == Post(0, b"")
    store.post("ABCD", b"first")
    store.post("ABCD", bytes(range(256)))
    assert store.read("ABCD") == Post(2, bytes(range(256)))
    assert store.number("ABCD") == 2
    store.close("ABCD")
    assert store.read("ABCD") is None
    store.post("ABCD", b"too late")
    store.vote("ABCD", "cell", "+", "voter")
    assert store.read("ABCD") is None
    assert store.votes("ABCD", "cell") == {}


def test_there_are_no_more_rooms_than_are_allowed(store: Store) -> None:
    assert [store.open(name, "hash", 3) for name in ("AAAA", "BBBB", "CCCC", "DDDD")] == [True, True, True, False]
    store.close("BBBB")
    assert store.open("DDDD", "hash", 3)


def test_predictions_are_counted_for_each_cell(store: Store) -> None:
    store.open("ABCD", "hash", 5)
    for voter, answer in enumerate("++-0+"):
        store.vote("ABCD", "0.1.M2.0.0", answer, f"voter {voter}")
    store.vote("ABCD", "0.1.M2.0.0", "-", "voter 0")  # for the second time
    store.vote("ABCD", "0.1.M2.0.1", "-", "voter 0")
    assert store.votes("ABCD", "0.1.M2.0.0") == {"+": 3, "-": 1, "0": 1}
    assert store.votes("ABCD", "0.1.M2.0.1") == {"-": 1}
    store.close("ABCD")
    store.open("ABCD", "hash", 5)
    assert store.votes("ABCD", "0.1.M2.0.0") == {}, "another room of that name"
    store.vote("ABCD", "0.1.M2.0.0", "+", "voter 0")
    assert store.votes("ABCD", "0.1.M2.0.0") == {"+": 1}


def test_predictions_are_counted_up_to_a_bound(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("ui.rooms.store", "ui.rooms.redis_store"):
        monkeypatch.setattr(f"{module}.MOST_VOTES", 5)
        monkeypatch.setattr(f"{module}.MOST_CELLS", 3)
    store.open("ABCD", "hash", 5)
    for cell in "abcd":
        for answer in ANSWERS:
            store.vote("ABCD", cell, answer, f"voter {answer}")
    assert store.votes("ABCD", "a") == {"-": 1, "0": 1, "+": 1}
    assert store.votes("ABCD", "b") == {"-": 1, "0": 1}
    assert store.votes("ABCD", "c") == {}
    store.open("EFGH", "hash", 5)
    for cell in "abcd":
        store.vote("EFGH", cell, "0", "voter")
    assert [sum(store.votes("EFGH", cell).values()) for cell in "abc"] == [1, 1, 1]


def test_whoever_listens_is_told(store: Store) -> None:
    told: list[str | None] = []
    posted = Event()

    def hear(name: str | None) -> None:
        told.append(name)
        if name:
            posted.set()

    store.open("ABCD", "hash", 5)
    store.listen(hear)

    def again() -> bool:  # a listener needs a moment to be heard of
        store.post("ABCD", b"x")
        return posted.wait(0.05)

    until(again)
    store.vote("ABCD", "cell", "+", "voter")
    until(lambda: votes_in("ABCD") in told)
    assert set(told) - {None} == {"ABCD", votes_in("ABCD")}


@pytest.mark.skipif(not REDIS, reason="there is no redis-server")
def test_whoever_listens_is_told_that_redis_goes_and_that_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.rooms.redis_store.AGAIN", 0.02)
    told: list[str | None] = []
    with redis_server(tmp_path) as address:
        RedisStore(address, 60).listen(told.append)
        until(lambda: told == [None])
    until(lambda: len(told) > 1)
    assert not set(told) - {None}
    with redis_server(tmp_path, int(address.split(":")[2].split("/")[0])):
        store = RedisStore(address, 60)
        store.open("ABCD", "hash", 5)

        def heard() -> bool:
            store.post("ABCD", b"x")
            return "ABCD" in told

        until(heard)


def test_a_room_in_which_nothing_happens_ends() -> None:
    now = 0.0
    store = MemoryStore(60, clock=lambda: now)
    store.open("ABCD", "hash", 1)
    now = 59.0
    store.post("ABCD", b"x")
    now = 118.0
    assert store.read("ABCD")
    now = 120.0
    assert store.read("ABCD") is None
    assert store.open("EFGH", "hash", 1)


def test_a_room_ends_in_redis_too(redis_address: str) -> None:
    store = RedisStore(redis_address, 1)
    store._redis.flushall()
    assert store.open("ABCD", "hash", 1)
    until(lambda: store.read("ABCD") is None)
    until(lambda: store.open("EFGH", "hash", 1))


def test_two_processes_share_what_is_in_redis(redis_address: str) -> None:
    one, other = RedisStore(redis_address, 60), RedisStore(redis_address, 60)
    one._redis.flushall()
    one.open("ABCD", "hash", 5)
    one.post("ABCD", b"x")
    assert other.read("ABCD") == Post(1, b"x")


def test_redis_that_does_not_answer_is_an_error_of_ours() -> None:
    store = RedisStore(f"redis://127.0.0.1:{free_port()}/0", 60)
    with pytest.raises(DataError, match="rooms can't be reached now"):
        store.read("ABCD")


def test_the_settings_choose_the_store(redis_address: str) -> None:
    assert isinstance(room.kept(Rooms()), MemoryStore)
    assert isinstance(room.kept(Rooms(redis_url=redis_address)), RedisStore)


# --- names and secrets ---


@pytest.fixture
def kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The rooms of this process, empty."""
    monkeypatch.setattr(room, "store", lambda: store)
    monkeypatch.setattr(room, "READER", room.Reader())
    room._bucket.cache_clear()
    return store


@pytest.mark.parametrize(
    "name", ["", "ABC", "ABCDE", "ABC1", "AB D", "ÄBCD", "OOOO", "<b>", "ABCD\n;", "A" * 10**6, "\0"]
)
def test_what_can_be_no_room_is_refused(kept: Store, name: str) -> None:
    with pytest.raises(DataError, match="it has four letters"):
        entered(name, "")


def test_a_room_that_is_not_there_is_said_to_be_gone(kept: Store) -> None:
    with pytest.raises(DataError, match="there is no room ABCD"):
        entered("abcd", "")


@pytest.mark.parametrize("secret", ["x", "A" * 22, "ü" * 22, "../../etc", "A" * 10**6, "\0" * 22], ids=range(6))
def test_a_wrong_secret_leads_nothing(kept: Store, secret: str) -> None:
    seat = begun()
    assert not entered(seat.name, secret).leads
    assert not entered(seat.name, "").leads
    assert entered(seat.name, seat.secret).leads
    assert seat.secret not in str(kept.key(seat.name))


def test_who_has_made_a_secret_up_posts_nothing(kept: Store) -> None:
    seat = begun()
    seat.lead(Bookmark(cursor=3))
    false = Seat(seat.name, "A" * 22)
    with pytest.raises(DataError):
        false.lead(Bookmark(cursor=9))
    assert kept.number(seat.name) == 1


def test_rooms_are_opened_at_a_bounded_rate(kept: Store) -> None:
    for _ in range(20):
        begun()
    with pytest.raises(DataError, match="too many rooms"):
        begun()


@pytest.mark.parametrize("place", [b"", b"link:", b"link:v=7", b"link:hidden=\xff", b"PK", b"\x80\x04.", b"x" * 99])
def test_a_post_that_leads_nowhere_is_an_error_of_ours(kept: Store, place: bytes) -> None:
    seat = begun()
    kept.post(seat.name, place)
    follower, went = entered(seat.name, ""), []

    def go(bookmark: Bookmark) -> Bookmark:
        went.append(bookmark)
        return bookmark

    try:
        follower.follow(START, go)
    except BackpropError:
        assert went == []
    else:
        assert went in ([], [START])


# --- following ---


def pair(app: AppTest) -> tuple[AppTest, AppTest]:
    """A lecturer and a student in one room."""

    lecturer = sound(app.run())
    begin(session(lecturer))
    sound(lecturer.run())
    student = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    seat = session(lecturer).seat
    assert seat
    student.query_params["room"] = seat.name.lower()
    return lecturer, sound(student.run())


def test_a_student_stands_where_the_lecturer_stands(app: AppTest, kept: Store) -> None:
    lecturer, student = pair(app)
    for deed in ("step", "step", "backward", "update-10", "start"):
        press(lecturer, deed)
        sound(student.run())
        assert session(student).bookmark == session(lecturer).bookmark, deed
    act(lecturer, do="select", tile="Z1", row=1, column=2)
    sound(student.run())
    assert session(student).selected == (("Z", 1), 1, 2)


def test_a_student_stands_on_the_lecturers_page_with_the_lecturers_data(app: AppTest, kept: Store) -> None:
    lecturer, student = pair(app)
    session(lecturer).open(own())
    sound(lecturer.run())
    sound(student.run())
    mine, theirs = session(student).experiment.dataset, session(lecturer).experiment.dataset
    assert (mine.X_train == theirs.X_train).all()
    session(lecturer).open(decode("v=1&page=derive&part=general")[0])
    sound(lecturer.run())
    sound(student.run())
    assert (session(student).page, session(student).derive.part) == ("derive", "general")


def test_a_class_in_the_bug_lab_has_the_lecturers_mistake(app: AppTest, kept: Store) -> None:
    lecturer, student = pair(app)
    for deal in ("lab=5", "lab=6&lab.level=everything"):
        session(lecturer).open(decode(f"v=1&page=lab&cursor=21&{deal}")[0])
        sound(lecturer.run())
        sound(student.run())
        assert session(student).bookmark == session(lecturer).bookmark
        theirs, mine = (session(one).document.plant for one in (lecturer, student))
        assert theirs
        assert mine
        assert mine.rules
        assert mine.place == theirs.place
        assert (session(student).trace["dW", 1] == session(lecturer).trace["dW", 1]).all()
    control(student.selectbox, "lab.answer.step").set_value("M2")
    sound(student.run())
    assert drawn_room(student)["role"] == "follows", "an answer is one's own"
    press(lecturer, "update-10")
    sound(student.run())
    assert session(student).timeline.updates == 10


def test_a_student_who_has_stepped_away_is_not_moved_and_comes_back(app: AppTest, kept: Store) -> None:
    lecturer, student = pair(app)
    press(lecturer, "backward")
    sound(student.run())
    press(student, "step-back")
    before = session(student).bookmark
    press(lecturer, "update-10")
    sound(student.run())
    assert session(student).bookmark == before
    assert drawn_room(student)["role"] == "away"
    act(student, do="return")
    assert session(student).bookmark == session(lecturer).bookmark
    assert drawn_room(student)["role"] == "follows"
    assert drawn_room(lecturer)["role"] == "leads"


def drawn_room(app: AppTest) -> Any:
    from tests.page import drawn

    return drawn(app)["room"]


def test_any_act_of_a_student_steps_away(app: AppTest, kept: Store) -> None:
    acts: list[Callable[[AppTest], object]] = [
        lambda student: press(student, "step"),
        lambda student: act(student, do="select", tile="W1", row=0, column=0),
        lambda student: session(student).set("seed", 5),
        lambda student: session(student).set("notation", "column"),
        lambda student: press(student, "update-1"),
    ]
    lecturer, student = pair(app)
    for number, step_away in enumerate(acts):
        step_away(student)
        sound(student.run())
        before = session(student).bookmark
        act(lecturer, do="cursor", to=number + 2)
        sound(student.run())
        assert session(student).bookmark == before, number
        act(student, do="return")
        sound(student.run())
        assert session(student).bookmark == session(lecturer).bookmark, number


def test_a_room_that_is_closed_is_left_in_peace(app: AppTest, kept: Store) -> None:

    lecturer, student = pair(app)
    press(lecturer, "backward")
    sound(student.run())
    before = session(student).bookmark
    leave(session(lecturer))
    sound(student.run())
    assert "has ended" in notice(student)
    assert session(student).bookmark == before
    press(student, "step")
    assert notice(student) == ""
    assert drawn_room(student) is None


def test_the_secret_link_leads_from_another_session(app: AppTest, kept: Store) -> None:
    lecturer, student = pair(app)
    seat = session(lecturer).seat
    assert seat
    second = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    second.query_params.update({"room": seat.name, "lead": seat.secret, "v": "1", "cursor": "7"})
    sound(second.run())
    sound(student.run())
    assert session(student).cursor == 7
    from tests.page import address

    assert address(second).endswith(f"&room={seat.name}"), "the secret is not in the address"


def test_a_room_that_is_not_there_is_a_notice_and_the_page_is_there(app: AppTest, kept: Store) -> None:
    app.query_params.update({"room": "ZZZZ", "cursor": "3"})
    sound(app.run())
    assert "there is no room ZZZZ" in notice(app)
    assert session(app).cursor == 3


def test_a_post_is_one_object_for_all_who_read_it(kept: Store) -> None:
    seat = begun()
    seat.lead(Bookmark(START.experiment.with_source(Source("moons")), cursor=3))
    found: list[Bookmark] = []

    def go(bookmark: Bookmark) -> Bookmark:
        found.append(bookmark)
        return bookmark

    for _ in range(2):
        entered(seat.name, "").follow(START, go)
    assert found[0] is found[1]
    assert replace(found[0]) == found[0]


# --- what is covered ---


def test_predictions_of_those_who_follow_are_counted_once_each_and_seen_by_who_leads(app: AppTest, kept: Store) -> None:
    lecturer, student = pair(app)
    act(lecturer, do="cover", shown=True)
    press(lecturer, "step")
    act(lecturer, do="select", tile="P1", row=0, column=1)
    assert drawn_room(lecturer)["votes"] == [0, 0, 0]
    sound(student.run())
    assert session(student).view.cover
    for answer in ("+", "-"):
        act(student, do="predict", tile="P1", row=0, column=1, answer=answer)
    act(student, do="predict", tile="P1", row=0, column=2, answer="-")  # nobody asked for it
    name = drawn_room(lecturer)["name"]
    assert kept.votes(name, "0.1.P1.0.2") == {}
    assert kept.votes(name, "0.1.P1.0.1") == {"+": 1}
    assert drawn_room(student) == {
        "name": drawn_room(lecturer)["name"],
        "role": "follows",
        "revealed": False,
        "votes": [],
    }
    sound(lecturer.run())
    assert drawn_room(lecturer)["votes"] == [0, 0, 1], "one a session"
    press(lecturer, "step")
    assert drawn_room(lecturer)["votes"] == [0, 0, 0], "another step"
    act(lecturer, do="cover", shown=False)
    assert drawn_room(lecturer)["votes"] == []


def test_a_result_is_revealed_to_all_until_the_next_step(app: AppTest, kept: Store) -> None:
    lecturer, student = pair(app)
    act(lecturer, do="cover", shown=True)
    press(lecturer, "step")
    sound(student.run())
    assert not drawn_room(student)["revealed"]
    act(lecturer, do="reveal")
    sound(student.run())
    assert drawn_room(student)["revealed"]
    press(lecturer, "step")
    sound(student.run())
    assert not drawn_room(student)["revealed"]
    assert session(student).cursor == 2


def test_a_student_reveals_nothing_to_others(app: AppTest, kept: Store) -> None:
    lecturer, student = pair(app)
    number = kept.number(drawn_room(lecturer)["name"])
    act(student, do="reveal")
    assert kept.number(drawn_room(lecturer)["name"]) == number


@pytest.mark.parametrize("address", ["redis://localhost:6379/0", "rediss://user:pass@cache.school.example:6380/1", ""])
def test_the_address_of_redis_is_a_setting(address: str) -> None:
    assert read(Rooms, {"BACKPROP_REDIS_URL": address}).redis_url == address


@pytest.mark.parametrize("wrong", ["localhost:6379", "http://localhost", "redis://a b"])
def test_what_is_no_address_of_redis_stops_the_start(wrong: str) -> None:
    with pytest.raises(SettingError, match="BACKPROP_REDIS_URL"):
        read(Rooms, {"BACKPROP_REDIS_URL": wrong})


def test_who_leads_on_from_another_place_moves_nobody(kept: Store, app: AppTest) -> None:
    """After a reload, by the secret link: the session stands where the room stands before it says where it is."""
    seat = begun()
    seat.lead(replace(START, cursor=5))
    app.query_params.update({"room": seat.name, "lead": seat.secret})
    state = session(sound(app.run()))
    assert state.seat
    assert state.seat.leads
    assert state.cursor == 5
    post = kept.read(seat.name)
    assert post
    assert decode(post.place.removeprefix(b"link:").decode())[0].cursor == 5
    act(app, do="cursor", to=7)
    assert decode(kept.read(seat.name).place.removeprefix(b"link:").decode())[0].cursor == 7  # type: ignore[union-attr]


def test_a_wrong_secret_is_said_and_its_bearer_follows(kept: Store, app: AppTest) -> None:
    seat = begun()
    seat.lead(replace(START, cursor=5))
    app.query_params.update({"room": seat.name, "lead": "A" * 22})
    sound(app.run())
    assert f"this is not the secret of room {seat.name}" in notice(app)
    state = session(app)
    assert state.seat
    assert not state.seat.leads


def test_a_reload_leads_on_by_what_the_tab_has_kept(kept: Store, app: AppTest) -> None:
    seat = begun()
    seat.lead(replace(START, cursor=5))
    app.query_params.update({"room": seat.name})
    state = session(sound(app.run()))
    assert state.seat
    assert not state.seat.leads
    number = kept.number(seat.name)
    present(state, seat.ticket)
    sound(app.run())
    assert state.seat.leads
    assert (state.cursor, kept.number(seat.name)) == (5, number), "it moves nobody"
    present(state, "A" * 22)
    assert state.seat.leads, "who leads is asked for nothing"


@pytest.mark.parametrize("junk", ["", "A" * 22, "x", "é" * 30, "A" * 10_000])
def test_nobody_leads_by_another_ticket(kept: Store, app: AppTest, junk: str) -> None:
    app.query_params.update({"room": begun().name})
    state = session(sound(app.run()))
    present(state, junk)
    assert state.seat
    assert not state.seat.leads
    assert state.seat.ticket == junk or junk != "A" * 22
    assert len(state.seat.ticket) == 22


def test_a_student_who_reloads_predicts_once(kept: Store, app: AppTest) -> None:
    lecturer, student = pair(app)
    act(lecturer, do="cover", shown=True)
    press(lecturer, "step")
    act(lecturer, do="select", tile="P1", row=0, column=1)
    name = drawn_room(lecturer)["name"]
    sound(student.run())
    act(student, do="predict", tile="P1", row=0, column=1, answer="+")
    seat = session(student).seat
    assert seat
    again = entered(name, "")
    again.present(seat.ticket)
    again.vote("0.1.P1.0.1", "-")
    assert kept.votes(name, "0.1.P1.0.1") == {"+": 1}


def test_who_has_stepped_away_stays_away_over_a_reload_and_returns(kept: Store, app: AppTest) -> None:
    lecturer, student = pair(app)
    act(student, do="cursor", to=9)
    link = address(student)
    assert link.endswith("&away=1")
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    again.query_params.update(dict(parse_qsl(link)))
    state = session(sound(again.run()))
    assert state.cursor == 9
    assert state.seat
    assert state.seat.is_away(state.bookmark)
    press(lecturer, "step")
    assert session(sound(again.run())).cursor == 9
    act(again, do="return")
    assert session(sound(again.run())).cursor == 1
    assert not address(again).endswith("away=1")


def test_a_room_that_has_ended_leaves_the_address_and_the_sidebar(kept: Store, app: AppTest) -> None:
    lecturer, student = pair(app)
    name = drawn_room(lecturer)["name"]
    kept.close(name)
    sound(student.run())
    assert f"room {name} has ended" in notice(student)
    assert "room" not in address(student)
    assert not [button for button in student.button if button.key == "room-leave"]


def test_a_store_that_does_not_answer_is_told_to_who_leads(
    kept: Store, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    lecturer, _student = pair(app)

    def silent(*_args: object) -> None:
        raise SilentError("rooms can't be reached now; try again in a minute")

    monkeypatch.setattr(kept, "post", silent)
    press(lecturer, "step")
    assert "rooms can't be reached now" in notice(lecturer)


def test_a_store_that_does_not_answer_is_told_to_who_follows_until_it_does(
    kept: Store, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lecturer, student = pair(app)

    def silent(*_args: object) -> None:
        raise SilentError("rooms can't be reached now; try again in a minute")

    with monkeypatch.context() as patch:
        patch.setattr(kept, "number", silent)
        sound(student.run())
        assert "rooms can't be reached now" in notice(student)
    sound(student.run())
    assert not notice(student)
