"""Where alerts go: the Apprise addresses that the operator chose, and sending to them."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pantau.errors import BadInput, PantauError
from pantau.settings import Settings

VARIABLE = "AIRFLOW_CONN_PANTAU_ALERTS"
_WANTED = 'its extra must be {"config": [{"path": "mailto://…"}, …]}, as Airflow\'s connection type Apprise has it'


class AlertNotSent(PantauError):
    """A target did not take a message. The error names the target's place in the list, never its address."""


def targets(settings: Settings) -> list[str]:
    """Return the Apprise addresses of the setting `alerts`, else of the Airflow connection; an empty list if nobody gets
    alerts.

    Raises BadInput that names the variable if the connection cannot be read.
    """
    if settings.alerts:
        return settings.alerts.split()
    value = os.environ.get(VARIABLE, "").strip()
    return addresses_of(_extra(value)) if value else []


def addresses_of(extra: dict[str, Any]) -> list[str]:
    """Return the addresses in the extra of a connection of the type Apprise; raise BadInput for another shape."""
    config = extra.get("config")
    try:
        config = json.loads(config) if isinstance(config, str) else config
        rows: list[Any] = config if isinstance(config, list) else [config]
        found = [str(row["path"]) for row in rows]
    except (ValueError, KeyError, TypeError):
        raise BadInput(f"the connection pantau_alerts ({VARIABLE}) cannot be used; {_WANTED}") from None
    return [address for address in found if address]


def _extra(value: str) -> dict[str, Any]:
    try:
        if value.startswith("{"):
            extra = json.loads(value).get("extra") or {}
            return dict(json.loads(extra) if isinstance(extra, str) else extra)
        query = dict(parse_qsl(urlsplit(value).query))
        return dict(json.loads(query["__extra__"])) if "__extra__" in query else dict(query)
    except (ValueError, AttributeError, TypeError):
        raise BadInput(f"the connection pantau_alerts ({VARIABLE}) cannot be read; {_WANTED}") from None


def send(addresses: Sequence[str], title: str, text: str, *, good: bool = False) -> None:
    """Send a message to every address. Raises AlertNotSent if none took it, and logs each that did not."""
    import apprise  # 0.3 s, and only if there is an alert to send

    refused = []
    for place, address in enumerate(addresses, 1):
        target = apprise.Apprise()
        kind = apprise.NotifyType.SUCCESS if good else apprise.NotifyType.FAILURE
        # The text holds headlines, which are hostile: without its format a mail and a chat would take their markup for ours.
        plain = apprise.NotifyFormat.TEXT
        if not target.add(address) or not target.notify(body=text, title=title, notify_type=kind, body_format=plain):
            refused.append(str(place))
    if not refused:
        return
    words = f"target {', '.join(refused)} of {len(addresses)} in pantau_alerts did not take the message; check the address"
    if len(refused) == len(addresses):
        raise AlertNotSent(f"nobody was told: {words}")
    logging.getLogger(__name__).error("%s", words)
