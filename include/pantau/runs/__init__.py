"""Runs: a day worked stage by stage, one run at a time, with the versions and the parts it needs."""
