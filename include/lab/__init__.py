"""Accuracy and cost against pages, bodies and dates with known answers, next to other readers in the same run."""
