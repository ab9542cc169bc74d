"""Stories: the families of copies among articles, given the pairs that are copies. Pure functions; the order of arguments
does not matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pantau.dedupe.families import families

SAME_URL = "same_url"
REPUBLISHED = "republished"
SPLIT = "split"
# An outlet's own text under another address is one publication more of it from this similarity on, and below it a new version.
# Two reports of one outlet that share this much would be templates, which no tie joins.
NEARLY_SAME = 0.9
# Two families with this many members each are one only if a third of either has a copy in the other. A single article that
# holds both (a summary of the week, two reports under one headline) does not join them.
GUARDED = 3
LEAST_REACH = 1 / 3
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Node:
    """An article as stories see it. `copy_of` is the original, if the article is a copy by address or by equal text."""

    article_id: str
    day: date
    outlet: str
    title: str
    wire_source: str
    published_at: datetime | None
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """Two articles that are copies of each other. `similarity` is None if only the address says so."""

    one: str
    other: str
    kind: str
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a story: its relation to the first article, or (similarity None) to `source_id` if only a chain of copies
    leads to the first.

    It is `republished` if its own outlet printed nearly the same text before, under another address; `source_id` is that article.
    """

    article_id: str
    kind: str
    similarity: float | None
    delay_minutes: int | None
    source_id: str


@dataclass(frozen=True, slots=True)
class Story:
    """A family of two or more articles. The members are in order of age, the first first; the story has the id of its first."""

    story_id: str
    day: date
    title: str
    first_outlet: str
    wire_source: str
    outlets: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None
    cohesion: float
    guard: str
    members: tuple[Member, ...]


def find_stories(nodes: Iterable[Node], edges: Iterable[Edge]) -> list[Story]:
    """Return the stories among `nodes`, sorted by id. A copy within its original's outlet is the same article, so it is no
    member itself.

    Edges that name an article not among the nodes are left out.
    """
    known = {node.article_id: node for node in nodes}
    ties = _ties(known, edges)
    found: list[Story] = []
    for family in families(
        (one, (member, other)) for member, others in ties.items() for other in others if member < other for one in (member, other)
    ):
        parts = _split_family(family, ties)
        guard = SPLIT if len(parts) > 1 else ""
        found += [_story([known[one] for one in part], ties, guard) for part in parts if len(part) > 1]
    return sorted(found, key=lambda story: story.story_id)


def age(node: Node) -> tuple[datetime, str]:
    """Return the key that sorts articles by publication, unknown times last, then by id."""
    return node.published_at or _LAST, node.article_id


def delay(first: datetime | None, later: datetime | None) -> int | None:
    """Return the whole minutes from one time to the other; None if one is unknown."""
    return None if first is None or later is None else int((later - first).total_seconds() // 60)


_Ties = Mapping[str, Mapping[str, Edge]]  # article → article → what ties them, in both directions


def _ties(known: Mapping[str, Node], edges: Iterable[Edge]) -> _Ties:
    """Return the best edge of every two articles, copies within an outlet standing for their original."""

    def stands_for(article_id: str) -> str:
        original = known.get(known[article_id].copy_of or "")
        return original.article_id if original and original.outlet == known[article_id].outlet else article_id

    ties: defaultdict[str, dict[str, Edge]] = defaultdict(dict)
    links = (Edge(node.copy_of, node.article_id, SAME_URL, None) for node in known.values() if node.copy_of)
    for edge in (*links, *edges):
        if edge.one not in known or edge.other not in known:
            continue
        one, other = stands_for(edge.one), stands_for(edge.other)
        if one != other and _strength(edge) <= _strength(ties[one].get(other, edge)):
            ties[one][other] = ties[other][one] = edge
    return ties


def _strength(edge: Edge) -> tuple[float, str, str, str]:
    """The strongest sorts first: the highest similarity; an address alone after every text."""
    return -(edge.similarity if edge.similarity is not None else -1.0), edge.kind, edge.one, edge.other


def _split_family(family: Sequence[str], ties: _Ties) -> list[list[str]]:
    """Return the parts of a family that hold together. It joins along the strongest ties first and leaves out weak bridges."""
    of = {one: {one} for one in family}
    pairs = [(_strength(edge), one, other) for one in family for other, edge in ties[one].items() if one < other]
    for (strength, *_), one, other in sorted(pairs):
        left, right = of[one], of[other]
        named = strength > 0  # one names the other's address as its own
        if left is right or not (named or (_reaches(left, right, ties) and _reaches(right, left, ties))):
            continue
        if len(left) < len(right):
            left, right = right, left
        left |= right
        for member in right:
            of[member] = left
    return sorted(sorted(group) for group in {id(group): group for group in of.values()}.values())


def _reaches(group: set[str], other: set[str], ties: _Ties) -> bool:
    """Tell whether enough members of a group have a copy in the other group; small groups always do."""
    if min(len(group), len(other)) < GUARDED:
        return True
    return sum(not other.isdisjoint(ties[member]) for member in group) >= LEAST_REACH * len(group)


def _story(members: list[Node], ties: _Ties, guard: str) -> Story:
    members.sort(key=age)
    first = members[0]
    order = {node.article_id: place for place, node in enumerate(members)}
    near = {one: {other: edge for other, edge in ties[one].items() if other in order} for one in order}
    own: defaultdict[str, set[str]] = defaultdict(set)
    for node in members:
        own[node.outlet].add(node.article_id)
    tied = sum(len(edges) for edges in near.values()) // 2
    times = [node.published_at for node in members if node.published_at]
    wires = Counter(node.wire_source for node in members if node.wire_source)
    return Story(
        story_id=first.article_id,
        day=first.day,
        title=first.title,
        first_outlet=first.outlet,
        wire_source=wires.most_common(1)[0][0] if wires else "",  # among equals the one named first
        outlets=tuple(dict.fromkeys(node.outlet for node in members)),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        cohesion=tied / (len(members) * (len(members) - 1) / 2),
        guard=guard,
        members=tuple(_member(node, first, order, near[node.article_id], own[node.outlet]) for node in members),
    )


def _member(node: Node, first: Node, order: Mapping[str, int], near: Mapping[str, Edge], own: AbstractSet[str]) -> Member:
    """Return an article as a member; `own` are the members of its outlet."""
    if node is first:
        return Member(node.article_id, "first", None, None, node.article_id)
    earlier = [other for other in near if order[other] < order[node.article_id]]
    again = [other for other in earlier if other in own and _is_nearly_same(near[other])]
    source = min(earlier or near, key=lambda other: (_strength(near[other])[0], order[other]))
    direct = near.get(first.article_id)
    similarity = direct.similarity if direct else None
    wait = delay(first.published_at, node.published_at)
    if again:
        return Member(node.article_id, REPUBLISHED, similarity, wait, min(again, key=order.__getitem__))
    return Member(node.article_id, (direct or near[source]).kind, similarity, wait, source)


def _is_nearly_same(edge: Edge) -> bool:
    return edge.similarity is not None and edge.similarity >= NEARLY_SAME
