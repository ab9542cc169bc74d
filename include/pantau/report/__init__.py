"""Report: what a day came to, for the next task, the shell and the pages of the UI."""
