"""Fetch: every pending entry is asked for, politely, until it is landed or it is known why not."""
