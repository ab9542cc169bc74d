"""Dedupe: finds articles that are the same, copies of other articles, and the stories they make; nothing is thrown away."""
