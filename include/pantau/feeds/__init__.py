"""Reads feeds and sitemaps: every format, charset and packing gives one reading with one list of items."""
