"""Runs: a day is worked stage by stage, by one run at a time, with the versions and the parts that it needs."""
