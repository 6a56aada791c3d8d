"""The interface: session state, shell, controls and the wall component."""
