"""Lexemes: one analyzer for what is searched and for what is asked, so that both mean the same."""
