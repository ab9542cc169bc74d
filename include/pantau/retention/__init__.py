"""Retention: raw pages and stage results of old days are deleted, never the warehouse, never a day that is not loaded."""
