"""Report: the figures of a day, for the next task, the shell and the pages of the UI."""
