"""Alerts: somebody is told of a fault, once, and once more when it is over. `tell` and `over` are all that others need."""

from pantau.alerts.fault import Fault
from pantau.alerts.telling import over, tell

__all__ = ["Fault", "over", "tell"]
