"""The settings that the README promises 95 % test accuracy for, made in the app by its own widgets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop.evaluation import evaluate
from backprop.experiment import Experiment
from tests.conftest import ROOT
from tests.page import press
from ui.state import KEY, Session

README = (ROOT / "README.md").read_text(encoding="utf-8")

SETTINGS: dict[str, tuple[dict[str, Any], int]] = {
    "Iris": ({"batch_size": 8}, 1000),
    "Digits": ({"source": "digits", "hidden.1": 64, "hidden.2": 32, "batch_size": 32}, 500),
    "Spirals, 2 arms": (
        {
            "source": "spirals", "hidden.1": 16, "hidden.2": 16, "activation.1": "relu", "activation.2": "relu",
            "bias": True, "optimizer": "adam", "learning_rate": 0.03, "batch_size": 32,
        },
        500,
    ),
}  # fmt: skip
"""What is set, in this order, and how many updates follow."""


def set_up(app: AppTest, settings: dict[str, Any]) -> Session:
    app.run()
    for name, value in settings.items():
        key = f"setup.{name}"
        kind = "toggle" if isinstance(value, bool) else "selectbox" if isinstance(value, str) else "number_input"
        getattr(app, kind)(key=key).set_value(value).run()
    assert not app.exception
    found: Session = app.session_state[KEY]
    return found


def row(data: str) -> str:
    """The line of the README's table."""
    (found,) = (line for line in README.splitlines() if line.startswith(f"| {data} |"))
    return found


@pytest.mark.parametrize("data", SETTINGS)
def test_documented_settings_reach_what_the_readme_says(app: AppTest, data: str) -> None:
    settings, updates = SETTINGS[data]
    state = set_up(app, settings)
    for _ in range(updates // 100):
        press(app, "update-100")
    assert state.timeline.updates == updates
    accuracy = state.timeline.history[updates]["test"]["accuracy"]
    assert accuracy >= 0.95
    assert f"| {updates} | {100 * accuracy:.1f} % |" in row(data)
    assert state.experiment.source.seed == 0


@pytest.mark.parametrize("data", SETTINGS)
def test_they_do_so_however_the_data_are_split(app: AppTest, data: str) -> None:
    settings, updates = SETTINGS[data]
    experiment = set_up(app, settings).experiment
    for seed in range(1, 5):
        source = type(experiment.source)(experiment.source.name, seed)
        other: Experiment = experiment.with_source(source)
        trainer, rows = other.trainer(), other.dataset
        trainer.advance(updates)
        assert evaluate(other.network, trainer.weights, rows.X_test, rows.y_test)["accuracy"] >= 0.95


def test_every_row_of_the_table_is_tested() -> None:
    table = README.partition("| data | settings | updates | test accuracy |\n")[2].partition("\n\n")[0]
    assert re.findall(r"^\| ([A-Z][^|]*?) \|", table, flags=re.MULTILINE) == list(SETTINGS)
