"""Backprop Explorer: page configuration and navigation, nothing else."""

from ui import shell

shell.run()
