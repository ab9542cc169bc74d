"""Fetch: asks politely for every pending entry until its page is landed or there is a reason why not."""
