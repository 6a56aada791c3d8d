"""What one reader may ask of a shared server: one table, read from the environment, documented from itself."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from streamlit.testing.v1 import AppTest

from backprop import NetworkError
from backprop.experiment import Experiment, Source
from tests.conftest import ROOT
from tests.page import session
from ui.limits import LIMITS, PAGE, Limits, check, page
from ui.rooms.settings import Rooms
from ui.server.settings import Serving
from ui.settings import WRONG, Entry, SettingError, entries, read

TABLE_OF = {entry.variable: table for table in (Limits, Serving, Rooms) for entry in entries(table)}
ENTRIES = [entry for table in (Limits, Serving, Rooms) for entry in entries(table)]


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m ui.limits docs`"


def test_every_limit_has_a_variable_a_default_that_is_allowed_and_a_sentence() -> None:
    for entry in ENTRIES:
        assert entry.variable == f"BACKPROP_{entry.name.upper()}"
        assert msgspec.convert(entry.default, entry.type) == entry.default
        assert entry.says.endswith(".")
        assert entry.variable in page()
    assert len({entry.variable for entry in ENTRIES}) == len(ENTRIES)


def test_streamlit_takes_files_as_large_as_the_limit() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] * 1_000_000 >= Limits().max_upload_bytes


def test_the_environment_sets_limits_and_the_others_stay() -> None:
    assert read(Limits, {"BACKPROP_MAX_LAYERS": " 8 ", "OTHER": "x"}) == Limits(max_layers=8)
    assert read(Limits, {}) == Limits()
    assert read(Serving, {"BACKPROP_HOSTS": "a.example.org,*.b.org"}).hosts == "a.example.org,*.b.org"


@pytest.mark.parametrize("given", ["", "many", "-1", "1.5", "nan", "0x10", "true", "null", "[1]"])
@pytest.mark.parametrize("entry", [e for e in ENTRIES if isinstance(e.default, int)], ids=lambda entry: entry.name)
def test_a_value_that_is_no_limit_is_refused_by_the_name_of_its_variable(entry: Entry, given: str) -> None:
    with pytest.raises(SettingError, match=f"^{entry.variable} is '.*'; allowed are whole numbers from "):
        read(TABLE_OF[entry.variable], {entry.variable: given})


@pytest.mark.parametrize(
    ("variable", "given"),
    [
        ("BACKPROP_MAX_LAYERS", "0"),
        ("BACKPROP_PORT", "65536"),
        ("BACKPROP_ADDRESS", "localhost; rm"),
        ("BACKPROP_HOSTS", "a b"),
        ("BACKPROP_FRAME_ANCESTORS", "https://a.org; script-src *"),
        ("BACKPROP_METRICS_FROM", "everybody"),
        ("BACKPROP_PROCESS", "One"),
    ],
)
def test_a_value_beyond_what_is_allowed_is_refused(variable: str, given: str) -> None:
    with pytest.raises(SettingError, match=f"^{variable} is "):
        read(TABLE_OF[variable], {variable: given})


@pytest.mark.parametrize("start", [["-m", "ui.limits"], ["server.py"]], ids=" ".join)
@pytest.mark.parametrize(
    ("variable", "given"), [("BACKPROP_MAX_WIDTH", "wide"), ("BACKPROP_PORT", "0"), ("BACKPROP_MAX_ROOMS", "-1")]
)
def test_a_wrong_variable_stops_the_start_with_one_line(start: list[str], variable: str, given: str) -> None:
    environment = os.environ | {variable: given, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, *start], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == WRONG
    (line,) = run.stderr.splitlines()
    assert line.startswith(f"{variable} is '{given}'; allowed are ")
    assert not run.stdout


OPENED = """
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({script!r}, default_timeout=60).run()
print(len(app.exception), *(error.value for error in app.error))
"""


@pytest.mark.parametrize("script", ["app.py", "pages/derive.py"])
def test_a_page_of_a_server_with_a_wrong_variable_says_so_but_not_what_may_be_a_password(script: str) -> None:
    environment = os.environ | {"BACKPROP_REDIS_URL": "redis:secret", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", OPENED.format(script=script)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.startswith("0 The app does not run: on its server, BACKPROP\\_REDIS\\_URL has a value")
    assert "secret" not in run.stdout
    assert "BACKPROP_REDIS_URL is 'redis:secret'; allowed are" in run.stderr
    assert "Traceback" not in run.stderr


def test_sizes_at_the_limit_are_allowed() -> None:
    check(Experiment().with_layers(LIMITS.max_layers))
    check(Experiment().with_item("hidden", 0, LIMITS.max_width))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda e: e.with_layers(33), r"33 layers; allowed are up to 32"),
        (lambda e: e.with_item("hidden", 0, 1025), r"1025 units in a layer; allowed are up to 1024"),
        (lambda e: e.with_item("hidden", 0, 10**12), r"1000000000000 units"),
        (lambda e: replace(e.with_layers(6), hidden=(1024,) * 5), r"weights; allowed are up to 4000000"),
        (
            lambda e: replace(
                e, source=Source("digits"), activations=("tanh",) * 4, hidden=(1024,) * 3, batch_size=1437
            ),
            r"entries of a batch in all layers; allowed are up to 4000000",
        ),
    ],
    ids=["layers", "width", "beyond memory", "weights", "entries"],
)
def test_what_would_take_too_much_of_a_shared_server_is_refused(make: Any, message: str) -> None:
    with pytest.raises(NetworkError, match=message):
        check(make(Experiment()))


def test_the_session_refuses_what_the_engine_would_carry(opened: AppTest) -> None:
    state = session(opened)
    before = state.experiment
    state.change(lambda experiment: experiment.with_item("hidden", 0, LIMITS.max_width + 1))
    assert state.experiment == before
    assert "units in a layer" in str(state.notice)
