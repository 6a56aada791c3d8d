"""What a reader has chosen besides the experiment: how it is seen, and everything on the Derive page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backprop._text import N_
from figures.notation import ROWS

from .answer import Answer
from .spelling import FLAG, NONE, Spelling


def choice(default: Any, label: str, kind: Any = bool, spelling: Spelling = FLAG) -> Any:
    """A choice that has a control of its own: its entry among the fields of a bookmark and its widget follow.

    Parameters
    ----------
    default : object
    label : str
        What stands beside the control (translatable).
    kind : type
        What is allowed, for msgspec; a ``bool`` gets a switch, a ``Literal`` a menu, a number a field.
    spelling : Spelling
        How it is written in a link.
    """
    return field(default=default, metadata={"label": label, "type": kind, "spelling": spelling})


HIDEABLE = {
    "sidebar": N_("the whole sidebar"),
    "pages": N_("the other pages"),
    "data": N_("the data"),
    "network": N_("the network"),
    "weights": N_("the initial weights"),
    "training": N_("how it is trained"),
    "view": N_("the view"),
    "notation": N_("the notation"),
    "undo": N_("undo and redo"),
    "train": N_("the buttons that train"),
    "play": N_("Play"),
    "cover": N_("Cover"),
    "edit": N_("typing a number over"),
    "solution": N_("showing the solution in the Bug lab"),
}
"""Controls that a link can hide (``hide=``, see `ui.hiding`), and what they are called."""


@dataclass(frozen=True)
class View:
    """How the experiment is seen.

    Attributes
    ----------
    notation : str
        A name of `NOTATIONS`.
    rows : tuple of str
        The rows of the wall that are shown.
    shared, log : bool
        One colour scale a row; a logarithmic loss axis.
    pace : int
        Updates between two pictures while playing; 0 for as many as there is time for.
    metric : str
        What the large curve shows, a name of `OF_ROWS`; the loss where the data have no such metric.
    region : bool
        The decision region in the place of the network's drawing, where the data have two features.
    hide : tuple of str
        The controls that are not shown; names of `HIDEABLE`.
    cover : bool
        What a step makes stays covered until it is predicted, or revealed.
    """

    notation: str = "lecture"
    rows: tuple[str, ...] = ROWS
    shared: bool = choice(False, N_("One colour scale for each row"))
    log: bool = choice(False, N_("Logarithmic loss axis"))
    pace: int = 0
    metric: str = "loss"
    region: bool = False
    hide: tuple[str, ...] = ()
    cover: bool = False


@dataclass(frozen=True)
class Linear:
    """Section 1: the data and the two classifiers, and how many updates they have done."""

    data: str = "xor"
    units: int = 16
    sigma: str = "tanh"
    bias: bool = True
    seed: int = 0
    options: tuple[tuple[str, float], ...] = ()
    update: int = 200


@dataclass(frozen=True)
class Hand:
    """Section 2: the gradient that is looked for, the sizes of the matrices, and the answers for ∇W_1 and ∇W_2."""

    gradient: int = 2
    m: int = 5
    n: int = 4
    d: int = 3
    k: int = 2
    sigma: str = "tanh"
    first: Answer = field(default_factory=Answer)
    second: Answer = field(default_factory=Answer)

    @property
    def sizes(self) -> dict[str, int]:
        """Rows, features, hidden units and classes."""
        return {"m": self.m, "n": self.n, "d": self.d, "k": self.k}

    @property
    def answer(self) -> Answer:
        """The answer for the gradient that is looked for."""
        return self.first if self.gradient == 1 else self.second


@dataclass(frozen=True)
class General:
    """Section 3: whether the shared heads have a name, and the units in every layer of the count."""

    named: bool = False
    units: int = 32


@dataclass(frozen=True)
class Derive:
    """Everything on the Derive page; ``form`` is that of the export in section 4."""

    part: str = "linear"
    linear: Linear = field(default_factory=Linear)
    hand: Hand = field(default_factory=Hand)
    general: General = field(default_factory=General)
    form: str = "numpy"


@dataclass(frozen=True)
class Clinic:
    """What is examined on the Clinic page: the reader's own arrays, or the network on Explore and which matrix of it.

    Attributes
    ----------
    part : {"own", "check"}
    matrix : str
        By its name, such as ``"dW1"``; empty for the first that is wrong.
    """

    part: str = "own"
    matrix: str = ""


@dataclass(frozen=True)
class Lab:
    """Which mistake is planted on the Bug lab page.

    Attributes
    ----------
    deal : int
        The number of the one that is to be found.
    level : str
        Where it may be; a name of `backprop.clinic.hidden.LEVELS`.
    mistake : str
        A name of `MISTAKES` that is shown openly in the place of a deal; "none" for a deal.
    place : str
        What its line writes, by its name, such as ``"M1"``; empty for the first place where it can be seen.
    """

    deal: int = 1
    level: str = "backward"
    mistake: str = NONE
    place: str = ""

    @property
    def is_dealt(self) -> bool:
        """Whether there is something to be found."""
        return self.mistake == NONE
