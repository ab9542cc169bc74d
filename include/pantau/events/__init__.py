"""Events: what was told by whom of one happening, whoever copied whom."""
