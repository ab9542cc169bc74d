"""Backfill: the cost of past days, before anything is fetched."""
