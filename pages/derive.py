"""The lecture, sections 1 to 4, as something one does."""

from ui import derive, shell

shell.page("derive")
derive.main()
