"""Measures accuracy and cost against pages, bodies and dates with known answers, beside other readers in the same run."""
