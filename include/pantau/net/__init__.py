"""The only door to the outside: `PoliteClient` gets one URL politely and safely, or names the reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pantau.net.problem import FetchProblem
from pantau.net.response import Response

if TYPE_CHECKING:
    from pantau.net.client import PoliteClient

__all__ = ["FetchProblem", "PoliteClient", "Response"]


def __getattr__(name: str) -> Any:
    if name == "PoliteClient":  # aiohttp takes a quarter of a second to import; who only names problems does not wait for it
        from pantau.net.client import PoliteClient

        return PoliteClient
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
