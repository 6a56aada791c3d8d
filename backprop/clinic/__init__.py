"""The gradient clinic: check every entry, bring your own arrays, be told which mistake it is."""

from .checking import check_gradients
from .comparing import compare
from .comparison import Comparison, Judged
from .diagnosing import Diagnosis, diagnose
from .mistakes import MISTAKES, Mistake
from .problem import Problem, problem_of
from .recording import record, recorded
from .report import Kink, Report
from .torch_capture import capture_torch
from .verdict import Verdict

__all__ = [
    "MISTAKES",
    "Comparison",
    "Diagnosis",
    "Judged",
    "Kink",
    "Mistake",
    "Problem",
    "Report",
    "Verdict",
    "capture_torch",
    "check_gradients",
    "compare",
    "diagnose",
    "problem_of",
    "record",
    "recorded",
]
