"""Revisits: articles are fetched again after 6 and 48 hours, to see what outlets changed and what they took down."""
