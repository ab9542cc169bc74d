"""Validate: Great Expectations suites over a day. Rows that break a rule go to quarantine, a critical day rule stops the load.

What compares a day with other days (an outlet's volume against its last 28 days) is no result of a day, because it would change
when another day is loaded: it is a view of the warehouse.
"""
