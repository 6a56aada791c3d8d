"""Backprop Explorer for a class: `app.py` with limits, probes and metrics around it. `make serve` starts it."""

from ui.server.running import run
from ui.server.settings import SERVING

if __name__ == "__main__":
    run(SERVING)
