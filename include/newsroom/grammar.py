"""The template language of the word files: `{slot}` is filled from an event, `{@KPK}` names a body, `[a|b|c]` is a choice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(r"\{([^{}]+)\}|([\[\]|])|([^\[\]{}|]+)")


class BadTemplate(ValueError):
    """A template of the word files that cannot be read; the message quotes it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot: `name` of a fact or person, and `form` after the dot (nama, jabatan, panggilan)."""

    name: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice between several texts with the same meaning."""

    ways: tuple[tuple[Node, ...], ...]


Node = str | Slot | Choice


@cache
def parse(template: str) -> tuple[Node, ...]:
    """Return the nodes of a template; raise BadTemplate when brackets do not match."""
    tokens = list(_TOKEN.finditer(template))
    if sum(len(match.group()) for match in tokens) != len(template):
        raise BadTemplate(f"a brace is left open in {template!r}")
    nodes, used = _sequence(tokens, 0, template, nested=False)
    if used != len(tokens):
        raise BadTemplate(f"a bracket closes what never opened in {template!r}")
    return nodes


def _sequence(tokens: list[re.Match[str]], at: int, template: str, nested: bool) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    while at < len(tokens):
        slot, mark, text = tokens[at].groups()
        if slot:
            name, _, form = slot.partition(".")
            nodes.append(Slot(name, form))
        elif text:
            nodes.append(text)
        elif mark == "[":
            choice, at = _choice(tokens, at + 1, template)
            nodes.append(choice)
            continue
        elif nested:
            return tuple(nodes), at
        else:
            raise BadTemplate(f"{mark!r} stands outside a choice in {template!r}")
        at += 1
    if nested:
        raise BadTemplate(f"a choice is left open in {template!r}")
    return tuple(nodes), at


def _choice(tokens: list[re.Match[str]], at: int, template: str) -> tuple[Choice, int]:
    ways: list[tuple[Node, ...]] = []
    while True:
        way, at = _sequence(tokens, at, template, nested=True)
        ways.append(way)
        at += 1
        if tokens[at - 1].group() == "]":
            return Choice(tuple(ways)), at


def slots(nodes: tuple[Node, ...]) -> set[str]:
    """Return the names of all slots that a template may use."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Slot):
            found.add(node.name)
        elif isinstance(node, Choice):
            for way in node.ways:
                found |= slots(way)
    return found
