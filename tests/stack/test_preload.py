"""The scheduler imports the stages once: no thread runs when it forks, and a task never works with code that has changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pantau.settings import PROJECT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there tasks are forks of the scheduler")


def test_a_fork_has_what_was_imported_and_imports_changed_code_again(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "include", tmp_path / "include", ignore=shutil.ignore_patterns("__pycache__", "lab"))
    script, env = Path(__file__).parent / "preloaded.py", {**os.environ, "PYTHONPATH": str(tmp_path / "include")}
    command = [sys.executable, "-W", "ignore", str(script), str(tmp_path / "include")]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    threads, before, after = json.loads(done.stdout.splitlines()[-1])
    assert threads == 1, "a fork would copy the locks of the other threads, and not the threads"
    assert before == ["2100-12-31", True]
    assert after == ["2099-12-31", True]
    assert done.stderr.count("imports it again") == 1
