"""Accounting: every URL of a day ends in exactly one outcome, for validate and for load alike."""
