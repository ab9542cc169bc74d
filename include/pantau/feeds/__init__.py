"""Feeds and sitemaps as items: every format, charset and packing gives one reading with one list of items."""
