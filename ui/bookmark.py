"""``Bookmark``: all that a reader has chosen, and where they are, as one frozen value; and the table of its fields.

From the table follow what a link says (`ui.link`), what a control may be given (`Field.checked`), and which control
shows what (`Field.control`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from msgspec.inspect import FloatType, IntType, LiteralType, VarTupleType, type_info

from backprop import ACTIVATIONS, DATASETS, INITS, LOSSES, MISTAKES, OPTIMIZERS
from backprop.clinic.hidden import LEVELS
from backprop.data import ByHand
from backprop.data.catalogue import Option
from backprop.derivation.exercise import LARGEST_SIZE
from backprop.errors import DataError
from backprop.evaluation import OF_ROWS
from backprop.experiment import Edit, Experiment
from backprop.expression import Place
from backprop.network import DTYPES, REDUCTIONS
from backprop.notations import NOTATIONS
from figures.notation import ROWS

from . import spelling
from .choices import HIDEABLE, Clinic, Derive, Lab, View
from .limits import LIMITS
from .messages import LARGEST
from .spelling import PLAIN, Spelling

PAGES = tuple(sorted(path.stem for path in (Path(__file__).parent.parent / "pages").glob("*.py")))
EXAMINED = ("own", "check")
PARTS = ("linear", "two_layers", "general", "algorithm")
PLANES = ("xor", "circles", "moons", "spirals", "blobs", "separable")
"""The data sets of two features, from those that need two layers to those that don't."""

FIXED = ("n", "test_fraction")
"""Options of these data that stay as they are."""

FORMS = ("latex", "numpy", "pytorch")
UNITS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
PACES = (0, 1, 10, 100)
WIDEST = 64
MOST_CLASSES = 5
"""Of a data set that is drawn as regions: more colours can't be told apart."""

MOST_TRAIL = 64
MOST_EDITS = 10_000
MOST_SEED = 9999
MOST_DEALS = 9999
MOST_LINEAR = 100_000
"""Updates of the two classifiers of the Derive page: they are small, and trained while one waits."""


@dataclass(frozen=True)
class Bookmark:
    """A state to come back to.

    Attributes
    ----------
    experiment : Experiment
    update : int
        How many updates are done.
    cursor : int
        How many steps of the round that follows.
    trail : tuple of (Key, row, column)
        The cells that were followed, and
    at : int
        which of them is selected.
    page : str
        The file in pages/.
    view : View
    derive : Derive
    clinic : Clinic
    lab : Lab
    """

    experiment: Experiment = field(default_factory=Experiment)
    update: int = 0
    cursor: int = 0
    trail: tuple[Place, ...] = ()
    at: int = 0
    page: str = "explore"
    view: View = field(default_factory=View)
    derive: Derive = field(default_factory=Derive)
    clinic: Clinic = field(default_factory=Clinic)
    lab: Lab = field(default_factory=Lab)

    @property
    def planted(self) -> Lab | None:
        """The mistake that its page plants in the experiment, if it is one that does."""
        return self.lab if self.page == "lab" else None


START = Bookmark()


@dataclass(frozen=True)
class Field:
    """One entry of a bookmark.

    Attributes
    ----------
    name : str
        In a link, and in errors.
    path : str
        Where it is in a bookmark, as ``"experiment.seed"``.
    type : type
        What is allowed, for msgspec.
    spelling : Spelling
        How it is written in a link.
    usual : callable, optional
        What it is where a link does not say it, if that follows from the rest of the bookmark.
    label : str
        What stands beside its control, if it has one that follows from its type (translatable).
    says : str
        What it means, for docs/links.md; the label, if it has one.
    """

    name: str
    path: str
    type: Any
    spelling: Spelling = PLAIN
    usual: Callable[[Bookmark], Any] | None = None
    label: str = ""
    says: str = ""

    def of(self, bookmark: Any) -> Any:
        """Its value in a bookmark, or in anything that has the same parts."""
        return self._part(bookmark)

    def default(self, bookmark: Bookmark) -> Any:
        """What it is in a link that does not say it."""
        return self.usual(bookmark) if self.usual else self._at_start

    @cached_property
    def _part(self) -> Callable[[Any], Any]:
        return attrgetter(self.path)

    @cached_property
    def _at_start(self) -> Any:
        return self._part(START)

    @cached_property
    def control(self) -> str:
        """The key of the control that shows it."""
        root, _, rest = self.path.partition(".")
        if root == "derive":
            return f"derive.{self.name}"
        return f"{ {'experiment': 'setup'}.get(root, root) }.{rest}"

    def checked(self, value: Any) -> Any:
        """A value as a control gives it, or an error that says what is allowed."""
        try:
            return msgspec.convert(value, self.type)
        except msgspec.ValidationError:
            raise self.refused(value) from None

    def read(self, text: str) -> Any:
        """A value as a link has it, or an error that says what is allowed."""
        try:
            return msgspec.convert(self.spelling.read(text), self.type, strict=False)
        except (msgspec.ValidationError, ValueError):
            raise self.refused(text) from None

    def write(self, value: Any) -> str:
        """A value as `read` reads it."""
        return self.spelling.write(value)

    def refused(self, given: Any) -> DataError:
        """The error for a value that is not allowed."""
        words: dict[str, Any] = {"field": self.name, "given": repr(given)[:60]}
        if self.spelling.example:
            return DataError("{field} is {given}; it is written like {allowed}", allowed=self.spelling.example, **words)
        return _refused(type_info(self.type), words)

    @property
    def bounds(self) -> tuple[Any, Any]:
        """The smallest and the largest number allowed; None where there is none."""
        info = type_info(self.type)
        return (info.ge, info.le) if isinstance(info, IntType | FloatType) else (None, None)


def _refused(info: Any, words: dict[str, Any]) -> DataError:
    """The error for a type of msgspec."""
    match info:
        case VarTupleType(item_type=item):
            return _refused(item, words)
        case LiteralType(values=values):
            allowed = ", ".join(map(str, values))
            return DataError("{field} is {given}; allowed are {allowed}", allowed=allowed, **words)
        case IntType(ge=low, le=None):
            return DataError("{field} is {given}; allowed are whole numbers from {low}", low=low, **words)
        case IntType(ge=low, le=high):
            return DataError(
                "{field} is {given}; allowed are whole numbers from {low} to {high}", low=low, high=high, **words
            )
        case FloatType(ge=low):
            return DataError("{field} is {given}; allowed are numbers from {low}", low=low, **words)
    return DataError("{field} is {given}; allowed are {allowed}", allowed="0, 1", **words)


def put(value: Any, path: Iterable[str], new: Any) -> Any:
    """The same value with one part exchanged, however deep inside it is.

    Examples
    --------
    >>> put(START, ("derive", "hand", "m"), 7).derive.hand.sizes
    {'m': 7, 'n': 4, 'd': 3, 'k': 2}
    """
    head, *rest = path
    return replace(value, **{head: put(getattr(value, head), rest, new) if rest else new})


def _one_of(names: Iterable[str | int]) -> Any:
    return Literal[tuple(names)]


def _list_of(kind: Any, most: int) -> Any:
    return Annotated[tuple[kind, ...], Meta(max_length=most)]


def _whole(low: int, high: int | None = None) -> Any:
    return Annotated[int, Meta(ge=low, le=high)]


def usual_activations(hidden: Sequence[int]) -> tuple[str, ...]:
    """σ_1, …, σ_L where only the hidden layers are given."""
    return ("tanh",) * len(hidden) + ("identity",)


def _answer(gradient: int, attribute: str) -> list[Field]:
    path, of = f"derive.hand.{attribute}", f"Derive 2: ∇W_{gradient},"
    return [
        Field(f"hand.moves{gradient}", f"{path}.done", _list_of(str, 60), spelling.MOVES, says=f"{of} the answer"),
        Field(f"hand.checked{gradient}", f"{path}.is_checked", bool, spelling.FLAG, says=f"{of} it was checked"),
        Field(f"hand.hints{gradient}", f"{path}.hints", _whole(0, 9), says=f"{of} hints that were given"),
        Field(f"hand.solved{gradient}", f"{path}.is_solved", bool, spelling.FLAG, says=f"{of} the solution was shown"),
    ]


def _chosen(path: str, choices: type[Any]) -> list[Field]:
    """The fields of what is declared by `choice`."""
    return [Field(one.name, f"{path}.{one.name}", **one.metadata) for one in fields(choices) if one.metadata]


_NUMBER: Any = Annotated[float, Meta(ge=0.0)]
_OPTIONS = _list_of(tuple[str, int | float], 16)
_INDEX = _whole(0, 1 << 24)
_NAME = Annotated[str, Meta(pattern=r"^([A-Za-z]{1,2}[0-9]{0,3})?$")]
_SEED = _whole(0, LARGEST)
_MATRIX: Any = Annotated[tuple[Annotated[tuple[float, ...], Meta(min_length=1)], ...], Meta(min_length=1)]
_TRAIL = _list_of(tuple[str | tuple[str, _whole(0)], _INDEX, _INDEX], MOST_TRAIL)  # type: ignore[misc]

_TABLE: tuple[Field, ...] = (
    Field("data", "experiment.source.name", _one_of(DATASETS), says="the data set"),
    Field("options", "experiment.source.options", _OPTIONS, spelling.OPTIONS, says="options of the data set"),
    Field("data_seed", "experiment.source.seed", _SEED, says="seed of the data and of its split"),
    Field(
        "by_hand",
        "experiment.source.by_hand",
        ByHand | None,
        spelling.BY_HAND,
        says="numbers typed by hand: rows of X, then `~`, then classes and labels, or rows of targets",
    ),
    Field(
        "hidden",
        "experiment.hidden",
        _list_of(_whole(1, LIMITS.max_width), LIMITS.max_layers - 1),
        spelling.LIST,
        says="units of each hidden layer",
    ),
    Field(
        "activations",
        "experiment.activations",
        _list_of(_one_of(ACTIVATIONS), LIMITS.max_layers),
        spelling.LIST,
        lambda bookmark: usual_activations(bookmark.experiment.hidden),
        says="σ of each layer, the last one included; where only `hidden` is given: tanh, and identity at the end",
    ),
    Field("loss", "experiment.loss", _one_of(LOSSES), says="the loss"),
    Field("reduction", "experiment.reduction", _one_of(REDUCTIONS), says="sum or mean of the batch"),
    Field("bias", "experiment.bias", bool, spelling.FLAG, says="a constant column in every Z"),
    Field("l2", "experiment.l2", _NUMBER, spelling.NUMBER, says="L2 regularisation λ"),
    Field("init", "experiment.init", _one_of(INITS), says="initialiser of the weights"),
    Field("std", "experiment.std", _NUMBER, spelling.NUMBER, says="standard deviation or value s of the initialiser"),
    Field("seed", "experiment.seed", _SEED, says="seed of the initial weights and of the batches"),
    Field(
        "weights",
        "experiment.weights",
        _list_of(_MATRIX, LIMITS.max_layers),
        spelling.MATRICES,
        says="initial weights given by hand: rows of W_1, then `:`, rows of W_2, …",
    ),
    Field("dtype", "experiment.dtype", _one_of(DTYPES), says="arithmetic"),
    Field("batch", "experiment.batch_size", _whole(1), says="batch size m"),
    Field("optimizer", "experiment.optimizer", _one_of(OPTIMIZERS), says="the optimiser"),
    Field("alpha", "experiment.learning_rate", _NUMBER, spelling.NUMBER, says="step size α"),
    Field("lambda", "experiment.weight_decay", _NUMBER, spelling.NUMBER, says="weight decay κ"),
    Field("shuffle", "experiment.shuffle", bool, spelling.FLAG, says="shuffle the batches in every epoch"),
    Field(
        "edits",
        "experiment.edits",
        _list_of(Edit, MOST_EDITS),
        spelling.EDITS,
        says="numbers typed over: from which update on, which entry or rate, its value",
    ),
    Field("update", "update", _whole(0), says="updates that are done"),
    Field("cursor", "cursor", _whole(0), says="steps of the round that are done"),
    Field("cell", "trail", _TRAIL, spelling.TRAIL, says="the cell that is taken apart; several are a path"),
    Field("at", "at", _whole(0, MOST_TRAIL), says="which cell of the path is looked at"),
    Field("page", "page", _one_of(PAGES), says="the page"),
    Field("notation", "view.notation", _one_of(NOTATIONS), says="the notation"),
    Field(
        "rows", "view.rows", _list_of(_one_of(ROWS), len(ROWS)), spelling.LIST, says="rows of the wall that are shown"
    ),
    *_chosen("view", View),
    Field(
        "pace",
        "view.pace",
        _one_of(PACES),
        says="updates between two pictures while playing; 0: as many as there is time for",
    ),
    Field("cover", "view.cover", bool, spelling.FLAG, says="what a step makes is covered until it is predicted"),
    Field(
        "hide",
        "view.hide",
        _list_of(_one_of(HIDEABLE), len(HIDEABLE)),
        spelling.LIST,
        says="controls that are not shown, one word each: a preset for a class",
    ),
    Field(
        "metric",
        "view.metric",
        _one_of(OF_ROWS),
        says="what the large curve shows; the loss where the targets are quantities",
    ),
    Field("region", "view.region", bool, spelling.FLAG, says="the decision region instead of the network"),
    Field("part", "derive.part", _one_of(PARTS), says="part of the Derive page"),
    Field("linear.data", "derive.linear.data", _one_of(PLANES), says="Derive 1: the data set"),
    Field(
        "linear.options", "derive.linear.options", _OPTIONS, spelling.OPTIONS, says="Derive 1: options of the data set"
    ),
    Field("linear.units", "derive.linear.units", _whole(1, WIDEST), says="Derive 1: hidden units"),
    Field("linear.sigma", "derive.linear.sigma", _one_of(ACTIVATIONS), says="Derive 1: σ"),
    Field("linear.bias", "derive.linear.bias", bool, spelling.FLAG, says="Derive 1: bias"),
    Field("linear.seed", "derive.linear.seed", _whole(0, MOST_SEED), says="Derive 1: seed"),
    Field("linear.update", "derive.linear.update", _whole(0, MOST_LINEAR), says="Derive 1: updates that are done"),
    Field("hand.gradient", "derive.hand.gradient", _whole(1, 2), says="Derive 2: 1 for ∇W_1, 2 for ∇W_2"),
    *(Field(f"hand.{n}", f"derive.hand.{n}", _whole(1, LARGEST_SIZE), says=f"Derive 2: size {n}") for n in "mndk"),
    Field("hand.sigma", "derive.hand.sigma", _one_of(ACTIVATIONS), says="Derive 2: σ"),
    *_answer(1, "first"),
    *_answer(2, "second"),
    Field("general.named", "derive.general.named", bool, spelling.FLAG, says="Derive 3: the shared heads have a name"),
    Field("general.units", "derive.general.units", _one_of(UNITS), says="Derive 3: units in every layer"),
    Field("form", "derive.form", _one_of(FORMS), says="Derive 4: form of the export"),
    Field("clinic", "clinic.part", _one_of(EXAMINED), says="Clinic: own arrays, or the check of the network"),
    Field("clinic.matrix", "clinic.matrix", _NAME, spelling.NAME, says="Clinic: the matrix of the check that is seen"),
    Field("lab", "lab.deal", _whole(1, MOST_DEALS), says="Bug lab: the number of the mistake that is to be found"),
    Field("lab.level", "lab.level", _one_of(LEVELS), says="Bug lab: the passes in which it may be"),
    Field("lab.mistake", "lab.mistake", _one_of((spelling.NONE, *MISTAKES)), says="Bug lab: one that is shown openly"),
    Field("lab.place", "lab.place", _NAME, spelling.NAME, says="Bug lab: what the line writes that has it"),
)

FIELDS = {entry.name: entry for entry in _TABLE}
"""All fields by name, in the order in which a link has them."""


def with_values(bookmark: Any, values: dict[str, Any]) -> Any:
    """A bookmark with other values at some paths; whatever belongs together changes together."""
    parts: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        head, _, rest = path.partition(".")
        parts.setdefault(head, {})[rest] = value
    changes = {
        head: inner[""] if "" in inner else with_values(getattr(bookmark, head), inner) for head, inner in parts.items()
    }
    return replace(bookmark, **changes)


def plane_options(data: str) -> tuple[Option, ...]:
    """What can be chosen of a data set of two features on the Derive page."""
    free = [option for option in DATASETS[data].options if option.name not in FIXED]
    return tuple(
        replace(option, high=min(option.high, MOST_CLASSES)) if option.name in ("arms", "centers") else option
        for option in free
    )


def checked_options(data: str, options: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The same options, or an error that says what is allowed."""
    allowed = {option.name: option for option in plane_options(data)}
    for option, _value in options:
        if option not in allowed:
            raise DataError(
                "data set {name} has no option {option}; it has: {allowed}",
                name=data,
                option=option[:16],
                allowed=", ".join(allowed),
            )
    return tuple((option, allowed[option].checked(value)) for option, value in options)
