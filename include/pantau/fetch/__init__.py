"""Fetch: asks for every pending entry, politely, until it is landed or has a reason why not."""
