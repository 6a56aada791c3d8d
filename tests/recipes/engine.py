"""What CONTRIBUTING.md says one writes for something new, written into a copy of the tree: a page runs with it."""

from __future__ import annotations

from tests.recipes.recipe import Recipe

RECIPES: dict[str, Recipe] = {
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
assert session(app).experiment.activations[0] == "cube"
press(app, "step")
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
press(app, "update-1")
from backprop.exports import to_numpy
exec(to_numpy(session(app).trace).code)
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
    "signs", lambda p: (p.descent, p.step(r"\\operatorname{sign}(g)")), (), signs,
    lambda g, slots, t: Direction(root=abs(g) or 1, root_latex="|g|"),
)
"""
        },
        tried="""
sound(app.selectbox(key="setup.optimizer").set_value("signs").run())
press(app, "update-1", "end")
act(app, do="select", tile="W+1", row=0, column=0)
old, moved = (terms["values"][0] for terms in drawn(app)["panel"]["terms"])
assert abs(moved) == 0.1 and session(app).trace["W+", 1][0, 0] == old + moved
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
from figures.wall.curves import curve
timeline = session(app).timeline
assert "largest_output" in timeline.history[timeline.updates]["test"]
assert curve(timeline.history, "largest_output", (), 0, False, str).series
act(app, do="metric", name="largest_output")
assert drawn(app)["large"]["title"] == "Largest output"
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
        tried="""
sound(app.selectbox(key="view.notation").set_value("shouted").run())
from backprop.exports import to_numpy
script = to_numpy(session(app).trace, "shouted").code
assert "grad_4 = S - Y" in script
exec(script)
""",
    ),
    "data set": Recipe(
        lines=(
            (
                "backprop/data/catalogue.py",
                "DATASETS: Mapping[",
                '''def rings(rng: np.random.Generator, n: int, rings: int) -> Examples:
    """Rings about the origin, one a class."""
    y, angle = np.arange(n) % rings, rng.uniform(0, 2 * np.pi, n)
    points = ((y + 1) / rings)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return Examples(points, y, ("x", "y"), tuple(map(str, range(rings))))


DATASETS: Mapping[''',
            ),
            (
                "backprop/data/catalogue.py",
                "            _generated(\n                generated.xor,",
                """            _generated(rings, N_("Rings"), N_("one a class"), Option("rings", "rings", 2, 5, 3, 1)),
            _generated(
                generated.xor,""",
            ),
        ),
        tried="""
sound(app.selectbox(key="setup.source").set_value("rings").run())
sound(app.number_input(key="setup.data.rings").set_value(4).run())
assert session(app).experiment.network.widths[-1] == 4
press(app, "update-1")
""",
    ),
    "rule": Recipe(
        lines=(
            (
                "backprop/rules.py",
                """    Rule(
        "update", N_("update"), "update",""",
                """    Rule(
        "weigh", N_("weighing"), "backward", Symbol("Q", _I), Hadamard(_Z, Symbol("G", _I)), None,
        N_("What an entry has contributed: its value times its gradient."),
        3,
    ),
    Rule(
        "update", N_("update"), "update",""",
            ),
            ("backprop/rules.py", '"gradient", "pull")]', '"gradient", "pull", "weigh")]'),
            *(
                (f"backprop/notations/{file}.py", f"        {after}", f"        {name},\n        {after}")
                for file, after, name in (
                    ("lecture", '"Z": Name(', '"Q": Name(*_indexed("Q"))'),
                    ("homework", '"Z": Name(', '"Q": LECTURE.names["Q"]'),
                    (
                        "column",
                        '"Z": Name(',
                        '"Q": Name(lambda i: f"q{_above(i)}", lambda i: f"q{_up(i)}", lambda i: f"q{i}", True)',
                    ),
                    ("pytorch", '"Z": _name(', '"Q": _name(lambda i: f"q_{i}")'),
                )
            ),
        ),
        tried="""
from backprop.exports import to_latex, to_numpy, to_pytorch
from backprop.notations import NOTATIONS
press(app, "end")
act(app, do="select", tile="Q1", row=0, column=2)
assert session(app).selected == (("Q", 1), 0, 2)
trace = session(app).trace
assert (trace["Q", 2] == trace["Z", 2] * trace["G", 2]).all()
for notation in NOTATIONS:
    sound(app.selectbox(key="view.notation").set_value(notation).run())
    assert drawn(app)["panel"]["value"], notation
    exec(to_numpy(trace, notation).code)
""",
    ),
}
