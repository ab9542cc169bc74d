"""Watchlists: saved queries with a history, and the articles they match."""
