"""Feeds and sitemaps as items: whatever the format, the charset or the packing, one reading with one list of items."""
