"""Lexemes: one analyzer for texts and for queries, so that a word means the same in both."""
