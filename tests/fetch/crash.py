"""A process of its own that fetches a day, to be killed in the middle: `crash.py SETTINGS_JSON DAY`."""

from __future__ import annotations

import json
import sys

from pantau.fetch.stage import run
from pantau.settings import read_settings
from pantau.workspace import Workspace

if __name__ == "__main__":
    run(Workspace(read_settings(**json.loads(sys.argv[1]))), sys.argv[2])
