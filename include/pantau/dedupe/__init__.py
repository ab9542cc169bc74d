"""Dedupe: which articles are the same, which are copies of others, and the stories they make; nothing is thrown away."""
