"""Dedupe: the same article announced twice in a day is kept as a linked copy, never thrown away."""
