"""Stories in the warehouse: pairs that hold, and new families around every article that a load changed.

A pair is a fact about two texts, so any comparison ever made may be used. Which pairs are stored depends only on the stored
articles, and so do the families. It works only on families with a changed article or a changed pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import psycopg

from pantau.dedupe.pairs import pairs_around
from pantau.dedupe.stories import Edge, Node, Story, find_stories
from pantau.load.rows import copy_rows
from pantau.load.staging import FOLDER
from pantau.workspace import Workspace

_PAIRS = """COPY staged_pairs (
  first_id, later_id, first_content, later_content, kind, similarity, delay_minutes, cut, added, version,
  probability) FROM STDIN"""
_OF_DAY = "SELECT content_digest FROM article_rows WHERE day = (SELECT day FROM staged_day)"
_REACH = """INSERT INTO story_nodes
SELECT DISTINCT near.article_id, %(pass)s FROM story_nodes n, LATERAL (
  SELECT p.later_id FROM article_pairs p WHERE p.first_id = n.article_id AND p.kind <> 'same_event'
  UNION ALL SELECT p.first_id FROM article_pairs p WHERE p.later_id = n.article_id AND p.kind <> 'same_event'
  UNION ALL SELECT a.copy_of FROM article_rows a WHERE a.article_id = n.article_id AND a.copy_of IS NOT NULL
  UNION ALL SELECT a.article_id FROM article_rows a WHERE a.copy_of = n.article_id) near (article_id)
WHERE n.pass = %(pass)s - 1 ON CONFLICT DO NOTHING"""
_NODES = """SELECT article_id, day, outlet, title, wire_source, published_at, copy_of
FROM story_nodes JOIN article_rows USING (article_id) ORDER BY article_id"""
_EDGES = """SELECT p.first_id, p.later_id, p.kind, p.similarity
FROM article_pairs p JOIN story_nodes n ON n.article_id = p.first_id WHERE p.kind <> 'same_event' ORDER BY 1, 2"""
_STORIES = "COPY staged_stories FROM STDIN"
_MEMBERS = "COPY staged_members FROM STDIN"
_SWAP = (
    """DELETE FROM story_rows s
WHERE s.story_id IN (SELECT m.story_id FROM story_members m JOIN story_nodes USING (article_id))
  AND NOT EXISTS (SELECT FROM staged_stories n WHERE n.story_id = s.story_id AND n IS NOT DISTINCT FROM s)""",
    """DELETE FROM story_members m USING story_nodes n WHERE m.article_id = n.article_id
  AND NOT EXISTS (SELECT FROM staged_members s WHERE s.article_id = m.article_id AND s IS NOT DISTINCT FROM m)""",
    "INSERT INTO story_rows SELECT * FROM staged_stories ON CONFLICT DO NOTHING",
    "INSERT INTO story_members SELECT * FROM staged_members ON CONFLICT DO NOTHING",
)


def retell(connection: psycopg.Connection, work: Workspace, day: str) -> int:
    """Make pairs, stories and members agree with the stored articles; return how many stories were made anew.

    Call it under the lock of loads: the later load reads a pair of two days that only one of the runs found.
    """
    version = work.version("pairs")
    mine = {content for (content,) in connection.execute(_OF_DAY)}
    copy_rows(connection, _PAIRS, _pair_rows(work, day, version, mine))
    connection.execute("CREATE TEMP TABLE staged_version (version text) ON COMMIT DROP")
    connection.execute("INSERT INTO staged_version VALUES (%s)", [version])
    connection.execute("ANALYZE changed, staged_pairs")
    connection.execute((FOLDER / "stories.sql").read_bytes())
    _reach(connection)
    stories = _stories(connection)
    copy_rows(connection, _STORIES, (_story_row(story) for story in stories))
    copy_rows(connection, _MEMBERS, (row for story in stories for row in _member_rows(story)))
    connection.execute("ANALYZE staged_stories, staged_members")
    for statement in _SWAP:
        connection.execute(statement.encode())
    return len(stories)


def _pair_rows(work: Workspace, day: str, version: str, mine: set[str]) -> Iterator[Sequence[Any]]:
    for pair in pairs_around(work, day, mine):
        if pair.kind:
            told = [pair.kind, pair.similarity, pair.delay_minutes, list(pair.cut), list(pair.added), version, pair.probability]
            yield [pair.first_id, pair.later_id, pair.first_content, pair.later_content, *told]


def _reach(connection: psycopg.Connection) -> None:
    """Close `story_nodes` over pairs and copies."""
    number = found = 1
    while found:
        connection.execute("ANALYZE story_nodes")
        found = connection.execute(_REACH, {"pass": number}).rowcount
        number += 1


def _stories(connection: psycopg.Connection) -> list[Story]:
    with connection.cursor(name="story_nodes_rows") as cursor:
        nodes = [Node(*row) for row in cursor.execute(_NODES)]
    with connection.cursor(name="story_edge_rows") as cursor:
        return find_stories(nodes, (Edge(*row) for row in cursor.execute(_EDGES)))


def _story_row(story: Story) -> Sequence[Any]:
    who = [story.story_id, story.day, story.title, story.first_outlet, story.wire_source, len(story.members), list(story.outlets)]
    return [*who, story.first_at, story.last_at, story.cohesion, story.guard]


def _member_rows(story: Story) -> Iterable[Sequence[Any]]:
    for member in story.members:
        yield [member.article_id, story.story_id, member.kind, member.similarity, member.delay_minutes, member.source_id]
