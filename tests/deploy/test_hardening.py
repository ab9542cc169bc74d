"""The deployment gives nobody more rights than needed; each rule that says so fails where a service breaks it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from compose import PROJECT, load

from rules import BROKEN, RULES, broken

RAW = load()
SERVICES = RAW["services"]
BREAKS = [(rule, name, change) for rule, changes in BROKEN.items() for name, change in changes]
PINNED = re.compile(r"([a-z0-9./_-]+:[\w.-]+)@sha256:([0-9a-f]{64})")


@pytest.mark.parametrize("rule", RULES)
def test_the_compose_file_keeps_the_rule(rule: str) -> None:
    assert list(RULES[rule](SERVICES)) == []


@pytest.mark.parametrize(
    ("rule", "name", "change"), BREAKS, ids=[f"{rule}-{name}-{number}" for number, (rule, name, _) in enumerate(BREAKS)]
)
def test_a_broken_rule_is_seen(rule: str, name: str, change: dict[str, Any]) -> None:
    problems = list(RULES[rule](broken(SERVICES, name, change)))
    assert problems
    assert all(problem.startswith(f"{name}: ") for problem in problems)


def test_every_rule_is_broken_once() -> None:
    assert set(BROKEN) == set(RULES)


def test_the_network_of_the_database_leads_nowhere() -> None:
    assert RAW["networks"]["inside"] == {"internal": True}
    assert not (RAW["networks"]["outside"] or {}).get("internal")


def test_the_image_we_build_begins_with_a_pinned_one() -> None:
    begins = [line for line in (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines() if line.startswith("FROM ")]
    assert len(begins) == 1
    assert PINNED.fullmatch(begins[0].removeprefix("FROM "))


@pytest.fixture
def docker(tmp_path: Path) -> dict[str, str]:
    """An environment whose docker knows one digest for every tag, and notes what it was asked."""
    program = tmp_path / "bin" / "docker"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n[ -z "$GONE" ] && echo "sha256:$(printf %064d 7)" || echo gone\n'
    )
    program.chmod(0o755)
    return {"PATH": f"{program.parent}{os.pathsep}/usr/bin:/bin"}


def test_pinning_writes_what_the_registry_says_and_keeps_the_tags(docker: dict[str, str], tmp_path: Path) -> None:
    files = [tmp_path / "docker-compose.yaml", tmp_path / "Dockerfile"]
    before = [(PROJECT / file.name).read_text(encoding="utf-8") for file in files]
    for file, text in zip(files, before, strict=True):
        file.write_text(text)
    words = ["bash", str(PROJECT / "deploy" / "pin_images.sh"), *map(str, files)]
    done = subprocess.run(words, env=docker, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for file, text in zip(files, before, strict=True):
        assert file.read_text() == PINNED.sub(rf"\1@sha256:{7:064d}", text)
        assert len(PINNED.findall(text)) == 1
    assert "imagetools inspect --format {{.Manifest.Digest}} python:3.12-slim-bookworm" in (tmp_path / "asked").read_text()


def test_pinning_without_an_answer_changes_nothing(docker: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text((PROJECT / "Dockerfile").read_text(encoding="utf-8"))
    words = ["bash", str(PROJECT / "deploy" / "pin_images.sh"), str(file)]
    done = subprocess.run(words, env=docker | {"GONE": "1"}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no digest of python:3.12-slim-bookworm" in done.stderr
    assert file.read_text() == (PROJECT / "Dockerfile").read_text(encoding="utf-8")
