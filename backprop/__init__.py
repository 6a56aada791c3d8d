"""The engine of Backprop Explorer: "Manual Neural Networks" as one table of rules, in NumPy.

Start with `Network`, `trace` and `Trainer`; `backprop.rules` holds the equations.
"""

from .activations import ACTIVATIONS, Activation
from .clinic import MISTAKES, capture_torch, check_gradients, compare, diagnose, record
from .data import DATASETS, Dataset, load_dataset
from .errors import (
    BackpropError,
    DataError,
    GradientError,
    NetworkError,
    NotFiniteError,
    TrainingError,
    WeightsError,
)
from .evaluation import evaluate, predict
from .explain import Explanation, explain
from .initializers import INITS
from .losses import LOSSES, Loss
from .network import Network, Weights
from .nudge import nudge
from .optimizers import OPTIMIZERS
from .passes import Bound, Trace, TraceStep, bind, trace
from .paths import paths
from .rules import RULES, Rule, program
from .training import Progress, Trainer

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "INITS",
    "LOSSES",
    "MISTAKES",
    "OPTIMIZERS",
    "RULES",
    "Activation",
    "BackpropError",
    "Bound",
    "DataError",
    "Dataset",
    "Explanation",
    "GradientError",
    "Loss",
    "Network",
    "NetworkError",
    "NotFiniteError",
    "Progress",
    "Rule",
    "Trace",
    "TraceStep",
    "Trainer",
    "TrainingError",
    "Weights",
    "WeightsError",
    "bind",
    "capture_torch",
    "check_gradients",
    "compare",
    "diagnose",
    "evaluate",
    "explain",
    "load_dataset",
    "nudge",
    "paths",
    "predict",
    "program",
    "record",
    "trace",
]
