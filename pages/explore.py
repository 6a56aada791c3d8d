"""Set a network up, step through it forward and backward, and watch it learn."""

from ui import explore, setup, shell

shell.page("explore")
setup.panel()
explore.main()
