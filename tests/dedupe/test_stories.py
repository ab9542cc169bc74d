"""Which articles make a story: cases by name, and what holds for any pairs."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from pantau.dedupe.stories import Edge, Node, Story, find_stories

START = datetime(2026, 11, 20, 1, tzinfo=UTC)
DAY = date(2026, 11, 20)


def node(name: str, outlet: str = "", minutes: int | None = 0, wire: str = "", copy_of: str | None = None) -> Node:
    published = None if minutes is None else START + timedelta(minutes=minutes)
    return Node(name, DAY, outlet or name, f"Judul {name}", wire, published, copy_of)


def told(stories: list[Story]) -> dict[str, list[tuple[str, str, float | None, int | None, str]]]:
    return {
        story.story_id: [(one.article_id, one.kind, one.similarity, one.delay_minutes, one.source_id) for one in story.members]
        for story in stories
    }


def test_a_story_is_named_by_its_earliest_article_and_says_who_copied_whom() -> None:
    nodes = [
        node("kanal", minutes=30),
        node("antara", minutes=0, wire="Antara"),
        node("detik", minutes=12),
        node("lain", minutes=1),
    ]
    edges = [
        Edge("antara", "detik", "copy", 0.9),
        Edge("detik", "kanal", "copy", 0.99),
        Edge("antara", "kanal", "edited_copy", 0.7),
    ]
    (story,) = stories = find_stories(nodes, edges)
    assert told(stories) == {
        "antara": [
            ("antara", "first", None, None, "antara"),
            ("detik", "copy", 0.9, 12, "antara"),
            ("kanal", "edited_copy", 0.7, 30, "detik"),
        ]
    }
    assert (story.first_outlet, story.wire_source, story.outlets) == ("antara", "Antara", ("antara", "detik", "kanal"))
    assert (story.first_at, story.last_at, story.cohesion, story.guard) == (START, START + timedelta(minutes=30), 1.0, "")


def test_where_only_a_chain_leads_to_the_first_the_similarity_is_unknown() -> None:
    nodes = [node("a"), node("b", minutes=1), node("c", minutes=2)]
    stories = find_stories(nodes, [Edge("a", "b", "copy", 0.8), Edge("b", "c", "edited_copy", 0.6)])
    assert told(stories)["a"][2] == ("c", "edited_copy", None, 2, "b")
    assert stories[0].cohesion == 2 / 3


def test_a_second_address_in_the_same_outlet_is_no_member_but_its_copies_are() -> None:
    nodes = [node("asli", "kabar"), node("amp", "kabar", 1, copy_of="asli"), node("suara", minutes=5)]
    assert find_stories(nodes[:2], []) == []
    stories = find_stories(nodes, [Edge("amp", "suara", "copy", 0.9)])
    assert [one[0] for one in told(stories)["asli"]] == ["asli", "suara"]


def test_another_outlet_that_names_the_original_as_its_own_address_is_a_member() -> None:
    nodes = [node("asli"), node("salin", minutes=3, copy_of="asli")]
    assert told(find_stories(nodes, []))["asli"][1] == ("salin", "same_url", None, 3, "asli")
    with_text = find_stories(nodes, [Edge("asli", "salin", "copy", 0.8)])
    assert told(with_text)["asli"][1] == ("salin", "copy", 0.8, 3, "asli")


def test_an_outlet_that_prints_its_own_text_again_has_copied_nobody() -> None:
    nodes = [node("asli", "kabar"), node("suara", minutes=5), node("lagi", "kabar", 60), node("versi", "kabar", 90)]
    edges = [
        Edge("asli", "suara", "copy", 1.0),
        Edge("asli", "lagi", "edited_copy", 0.95),
        Edge("suara", "lagi", "copy", 0.99),
        Edge("lagi", "versi", "edited_copy", 0.7),
    ]
    assert told(find_stories(nodes, edges))["asli"] == [
        ("asli", "first", None, None, "asli"),
        ("suara", "copy", 1.0, 5, "asli"),
        ("lagi", "republished", 0.95, 60, "asli"),
        ("versi", "edited_copy", None, 90, "lagi"),
    ]


def test_unknown_times_come_last_and_have_no_delay() -> None:
    nodes = [node("a", minutes=None), node("b", minutes=7), node("c", minutes=None)]
    stories = find_stories(nodes, [Edge("b", "a", "copy", 0.9), Edge("b", "c", "copy", 0.9)])
    assert [(one[0], one[3]) for one in told(stories)["b"]] == [("b", None), ("a", None), ("c", None)]


def clique(name: str, size: int, similarity: float = 0.9) -> tuple[list[Node], list[Edge]]:
    nodes = [node(f"{name}{number}", minutes=number) for number in range(size)]
    return nodes, [Edge(one.article_id, other.article_id, "copy", similarity) for one, other in combinations(nodes, 2)]


def test_one_article_that_holds_two_families_does_not_make_them_one() -> None:
    (nodes, edges), (more, ties) = clique("banjir", 4), clique("gempa", 4)
    both = node("rangkuman", minutes=99)
    bridge = [Edge(one.article_id, both.article_id, "edited_copy", 0.5) for one in (*nodes, *more)]
    stories = find_stories([*nodes, *more, both], [*edges, *ties, *bridge])
    assert [(story.story_id, len(story.members), story.guard) for story in stories] == [
        ("banjir0", 5, "split"),
        ("gempa0", 4, "split"),
    ]


def test_copies_around_one_original_stay_together() -> None:
    nodes = [node("asli"), *(node(f"potong{number}", minutes=number + 1) for number in range(9))]
    stories = find_stories(nodes, [Edge("asli", one.article_id, "edited_copy", 0.6) for one in nodes[1:]])
    assert [(len(story.members), story.guard) for story in stories] == [(10, "")]


IDS = [f"n{number:02d}" for number in range(14)]
NODES = st.fixed_dictionaries(
    {name: st.tuples(st.sampled_from("xyz"), st.none() | st.integers(0, 600), st.sampled_from(["", "Antara"])) for name in IDS}
)
EDGES = st.lists(
    st.tuples(
        st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from(["copy", "edited_copy"]), st.sampled_from([0.5, 0.8, 0.9])
    ),
    max_size=30,
)


@given(NODES, EDGES, st.lists(st.sampled_from(IDS), max_size=4), st.randoms())
def test_stories_are_a_function_of_the_sets(drawn, pairs, copies, shuffle: random.Random) -> None:  # type: ignore[no-untyped-def]
    nodes = [node(name, outlet, minutes, wire, None) for name, (outlet, minutes, wire) in drawn.items()]
    originals = {one.article_id: one for one in nodes}
    for name in copies:  # an original is never a copy itself
        if name != IDS[0] and name not in {one.copy_of for one in originals.values()}:
            originals[name] = Node(*(getattr(originals[name], field) for field in Node.__slots__[:-1]), IDS[0])  # type: ignore[arg-type]
    nodes = list(originals.values())
    edges = [Edge(*pair) for pair in pairs]
    stories = find_stories(nodes, edges)
    shuffle.shuffle(nodes)
    shuffle.shuffle(edges)
    assert find_stories(nodes, edges) == stories
    members = [member.article_id for story in stories for member in story.members]
    assert len(members) == len(set(members))
    for story in stories:
        assert len(story.members) > 1
        assert story.story_id == story.members[0].article_id
        known = {member.article_id for member in story.members}
        assert {member.source_id for member in story.members} <= known
        assert 0 < story.cohesion <= 1
        ages = [originals[member.article_id].published_at for member in story.members]
        assert all(one is not None or other is None for one, other in pairwise(ages))
