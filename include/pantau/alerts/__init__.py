"""Alerts: Pantau sends one alert for a fault, and one more when the fault is over. Other rooms need only `tell` and `over`."""

from pantau.alerts.fault import Fault
from pantau.alerts.telling import over, tell

__all__ = ["Fault", "over", "tell"]
