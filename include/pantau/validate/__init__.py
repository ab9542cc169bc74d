"""Validate: Great Expectations suites over a day. Rows that break a rule go to quarantine; a critical day rule stops the load.

A comparison of a day with other days (an outlet's volume, the tags of a day) is a view of the warehouse and no result of the
day, because it changes when another day is loaded.
"""
