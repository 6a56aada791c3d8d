"""Whether a gradient is right, where it is wrong, and which mistake it is."""

from ui import clinic, shell

shell.page("clinic")
clinic.main()
