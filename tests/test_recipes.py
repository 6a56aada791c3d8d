"""What CONTRIBUTING.md says one writes for something new, written into a copy of the tree: a page runs with it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("app.py", "backprop", "figures", "pages", "ui", ".streamlit")

RUN = """
import sys
sys.path.insert(0, ".")
from streamlit.testing.v1 import AppTest


def sound(app):
    assert not app.exception, app.exception
    assert not app.error, app.error
    return app


app = sound(AppTest.from_file("pages/explore.py", default_timeout=120).run())
state = app.session_state["session"]
"""


@dataclass(frozen=True)
class Recipe:
    """What is added to which files, and what is tried on a page then.

    Attributes
    ----------
    added : dict of str
        By file: the code at its end. A new file has no other content.
    lines : tuple of (str, str, str)
        A file, what stands there, and what stands there instead.
    tried : str
        Python, with ``app`` at its start and ``sound``.
    """

    tried: str
    added: dict[str, str] = field(default_factory=dict)
    lines: tuple[tuple[str, str, str], ...] = ()


RECIPES = {
    "activation": Recipe(
        added={
            "backprop/activations.py": """

def cube(x: Array, out: Array | None = None) -> Array:
    return np.multiply(x * x, x, out)


def cube_slope(x: Array, out: Array | None = None) -> Array:
    return np.multiply(3 * x, x, out)


ACTIVATIONS["cube"] = Activation(
    "cube", lambda x: rf"{x:()}^3", lambda x: rf"3\\,{x:()}^2", cube, cube_slope,
    numpy=("return x**3", "return 3 * x**2"), torch=("return x**3", "return 3 * x**2"),
)
"""
        },
        tried="""
sound(app.selectbox(key="setup.activation.1").set_value("cube").run())
assert app.session_state["session"].experiment.activations[0] == "cube"
sound(app.button(key="step").click().run())
""",
    ),
    "loss": Recipe(
        added={
            "backprop/losses.py": """

LOSSES["cubic"] = Loss(
    "cubic", N_("cubic error"), lambda e: rf"\\sum ({e('Z')} - {e('Y')})^3", ("Z", "Y"),
    lambda Z, Y, out: np.add.reduce(((Z - Y) ** 3).ravel(), 0, out=out),
    Apply(Function("square", code="square", value=lambda x: 3 * x * x, numpy="return 3 * x**2"), Difference(Z, Y)),
    numpy="return np.sum((Z - Y) ** 3)", torch="return ((Z - Y) ** 3).sum()",
)
"""
        },
        tried="""
sound(app.selectbox(key="setup.loss").set_value("cubic").run())
sound(app.button(key="update-1").click().run())
from backprop.exports import to_numpy
exec(to_numpy(app.session_state["session"].trace).code)
""",
    ),
    "optimiser": Recipe(
        added={
            "backprop/optimizers.py": """

def signs(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, clock: Clock) -> Calls:
    def move() -> None:
        np.subtract(W, settings.rate * np.sign(_descent(W, dW, settings, m)), W)

    return (move,)


OPTIMIZERS["signs"] = Optimizer(
    "signs", lambda p: (p.descent, p.step(r"\\operatorname{sign}(g)")), (), signs
)
"""
        },
        tried="""
sound(app.selectbox(key="setup.optimizer").set_value("signs").run())
sound(app.button(key="update-1").click().run())
sound(app.button(key="end").click().run())
""",
    ),
    "metric": Recipe(
        added={
            "backprop/metrics.py": """

METRICS["largest_output"] = Metric(
    "largest_output", N_("Largest output"), "", 0, np.inf, "part", lambda Z, Y, loss: float(np.abs(Z).max())
)
"""
        },
        tried="""
from backprop import evaluate
from figures.curves import curve
timeline = state.timeline
assert "largest_output" in timeline.history[timeline.updates]["test"]
assert curve(timeline.history, "largest_output", (), 0, False, str).series
""",
    ),
    "notation": Recipe(
        added={
            "backprop/notations/shouted.py": '''"""The lecture's, but for the gradients."""

from dataclasses import replace

from .lecture import LECTURE
from .notation import Name

SHOUTED = replace(
    LECTURE,
    name="shouted",
    label="shouted",
    names=LECTURE.names | {"G": Name(lambda i: f"GRAD{i}", lambda i: rf"H_{{{i}}}", lambda i: f"grad_{i}")},
)
'''
        },
        lines=(
            (
                "backprop/notations/__init__.py",
                "from .pytorch import PYTORCH\n",
                "from .pytorch import PYTORCH\nfrom .shouted import SHOUTED\n",
            ),
            ("backprop/notations/__init__.py", "HOMEWORK, COLUMN, PYTORCH)}", "HOMEWORK, COLUMN, PYTORCH, SHOUTED)}"),
        ),
        tried="""
sound(app.selectbox(key="view.notation").set_value("shouted").run())
from backprop.exports import to_numpy
script = to_numpy(app.session_state["session"].trace, "shouted").code
assert "grad_4 = S - Y" in script
exec(script)
""",
    ),
    "page": Recipe(
        added={
            "pages/hello.py": '"""Says hello."""\n\nimport streamlit as st\n\nfrom ui import shell\n\n'
            'shell.page("hello")\nst.title("hello")\n'
        },
        lines=(
            (
                "ui/shell.py",
                """        "derive": (_("Derive"), ":material/function:"),\n""",
                """        "derive": (_("Derive"), ":material/function:"),
        "hello": ("Hello", ":material/menu:"),\n""",
            ),
        ),
        tried="""
page = sound(AppTest.from_file("pages/hello.py", default_timeout=120).run())
assert page.title[0].value == "hello"
""",
    ),
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_page_runs_with_what_the_recipe_adds(name: str, tmp_path: Path) -> None:
    recipe = RECIPES[name]
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / part)
    for file, code in recipe.added.items():
        with (tmp_path / file).open("a", encoding="utf-8") as opened:
            opened.write(code)
    for file, old, new in recipe.lines:
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, file
        (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", RUN + recipe.tried], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
