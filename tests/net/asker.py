"""A separate process that asks for some URLs at once: `asker.py SETTINGS_JSON URL…` prints how many it got."""

from __future__ import annotations

import asyncio
import json
import sys

from pantau.landing import Landing
from pantau.net import PoliteClient
from pantau.settings import read_settings


async def ask(settings_json: str, urls: list[str]) -> int:
    settings = read_settings(**json.loads(settings_json))
    landing = Landing(settings)
    try:
        async with PoliteClient(settings, landing.hosts) as client:
            return len(await asyncio.gather(*(client.get(url) for url in urls)))
    finally:
        landing.close()


if __name__ == "__main__":
    print(asyncio.run(ask(sys.argv[1], sys.argv[2:])))
