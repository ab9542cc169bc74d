"""Faults injected at every call to a store."""
