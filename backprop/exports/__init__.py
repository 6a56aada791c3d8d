"""The lecture's algorithm to take away: as LaTeX, and as scripts that check themselves against the numbers shown."""

from .document import PHASES, aligned, to_latex
from .numpy_script import to_numpy
from .pytorch_script import to_pytorch
from .script import DATA_FILE, MOST_INLINE, Script

__all__ = ["DATA_FILE", "MOST_INLINE", "PHASES", "Script", "aligned", "to_latex", "to_numpy", "to_pytorch"]
