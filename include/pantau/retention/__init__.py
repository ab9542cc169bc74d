"""Retention: deletes raw pages and stage results of old days. It never deletes from the warehouse, nor pages of a day that
is not loaded."""
