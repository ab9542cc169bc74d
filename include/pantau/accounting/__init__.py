"""Accounting: every URL of a day ends in exactly one outcome. The stages validate and load both use it."""
