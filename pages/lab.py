"""A mistake in one line, to be found."""

from ui import lab, shell

shell.page("lab")
lab.main()
