"""The gradient clinic: check every entry, bring your own arrays, be told which mistake it is."""

from .checking import check_gradients
from .comparing import compare
from .comparison import Comparison, Judged
from .diagnosing import Diagnosis, diagnose
from .mistakes import MISTAKES, Mistake
from .report import Kink, Report
from .verdict import Verdict

__all__ = [
    "MISTAKES",
    "Comparison",
    "Diagnosis",
    "Judged",
    "Kink",
    "Mistake",
    "Report",
    "Verdict",
    "check_gradients",
    "compare",
    "diagnose",
]
