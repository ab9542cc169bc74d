"""The fixtures of these tests live in poll_site, so that tests can name its classes."""

from poll_site import site, workspace

__all__ = ["site", "workspace"]
