"""Retention: deletes raw pages and stage results of old days; never the warehouse, and never a day that is not loaded."""
