"""Backfilling: what past days would cost, said before anybody presses."""
