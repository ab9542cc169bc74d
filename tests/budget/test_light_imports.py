"""What a separate process imports to read one document: each of these libraries costs it a tenth of a second, and memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pantau.settings import PROJECT

HEAVY = ("aiohttp", "psycopg", "pyarrow", "numpy", "pydantic_settings", "upath")


@pytest.mark.parametrize(
    "module",
    ["pantau.archives.index", "pantau.archives.links", "pantau.archives.wordpress", "pantau.feeds.reading", "pantau.fetch.parts"],
)
def test_the_readers_of_documents_need_no_store_and_no_network(module: str) -> None:
    script = f"import sys, pantau.budget.worker, {module}; print(*(name for name in {HEAVY} if name in sys.modules))"
    command = [sys.executable, "-c", script]
    path = {"PYTHONPATH": str(PROJECT / "include")}
    found = subprocess.run(command, env=path, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
