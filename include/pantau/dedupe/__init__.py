"""Dedupe: finds articles that are the same, copies of other articles, and the stories that they make. It deletes nothing."""
