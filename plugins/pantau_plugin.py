"""What Airflow loads: the pages of Pantau and their place in the navigation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from airflow.plugins_manager import AirflowPlugin

from pantau_airflow import pool

Message = MutableMapping[str, Any]


class PagesApp:
    """The pages as an ASGI app, imported at the first request, because every task process loads plugins and needs no web
    framework."""

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Answer one request."""
        from pantau_ui.app import app

        await app(scope, receive, send)


class PantauPlugin(AirflowPlugin):
    """The pages under /pantau, and a link to them.

    They open in a tab of their own, not in Airflow's frame. That frame is sandboxed without popups, so a reader could not
    follow a link from an article to its source, or to a run.
    """

    name = "pantau"
    listeners = [pool]  # noqa: RUF012
    fastapi_apps = [{"app": PagesApp(), "url_prefix": "/pantau", "name": "Pantau"}]  # noqa: RUF012 - Airflow's own shape
    external_views = [  # noqa: RUF012
        {"name": "Pantau", "href": "/pantau/", "destination": "nav", "nav_top_level": True, "icon": "/pantau/static/pantau.svg"}
    ]
