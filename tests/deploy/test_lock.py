"""The locks name the hash of every file, and nothing is installed without its hash being compared."""

from __future__ import annotations

import re

import pytest
from compose import PROJECT

LOCKS = ["requirements.txt", "requirements-dev.txt"]
# Every way in which the packages of a lock, or uv itself, are installed.
INSTALLS = [
    (name, line.strip(" @\t\\"))
    for name in ("Makefile", "Dockerfile")
    for line in re.split(r"\n|\|\||&&", (PROJECT / name).read_text(encoding="utf-8"))
    if "pip install" in line
]


def unhashed(lock: str) -> list[str]:
    """Return the pins of a lock that have no SHA-256."""
    pins = re.findall(r"^([a-z0-9][^\s=]*==\S+)((?:.*\\\n)*.*)", lock, re.MULTILINE)
    return [name for name, rest in pins if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", rest)]


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_no_registry_is_named(name: str) -> None:
    lock = (PROJECT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9]\S*==", lock, re.MULTILINE)
    assert len(pins) > 30
    assert unhashed(lock) == []
    assert not re.search(r"://|index-url|find-links|trusted-host", lock.replace("--no-emit-index-url", ""))
    assert not [line for line in lock.splitlines() if line and not re.match(r"[a-z0-9]\S*==| +(#|--hash=sha256:)|#", line)]


def test_a_pin_without_hashes_would_be_seen() -> None:
    lock = (
        "a==1 \\\n    --hash=sha256:"
        + "0" * 64
        + "\n    # via b\nb==2\n    # via c\nc==3 ; python_version < '3' \\\n    --hash=md5:00\n"
    )
    assert unhashed(lock) == ["b==2", "c==3"]


def test_every_installation_compares_hashes() -> None:
    assert len(INSTALLS) == 10
    for where, line in INSTALLS:
        if line.endswith("-e ."):  # our own folder, built with packages that the lock has installed
            assert "--no-deps --no-build-isolation" in line, (where, line)
        else:
            assert "--require-hashes" in line, (where, line)
            assert re.search(r"-r \S*(requirements(-dev)?|uv)\.txt", line), (where, line)


def test_the_tools_of_the_installation_are_in_the_lock_as_well() -> None:
    lock = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    for tool in ("uv", "setuptools"):
        assert re.search(rf"^{tool}==", lock, re.MULTILINE), tool
