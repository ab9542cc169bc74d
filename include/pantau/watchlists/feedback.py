"""What readers say is wrong with an article: kept with who and when, and exported as material for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from pantau.errors import BadInput

KINDS = ("not_relevant", "wrong_tag", "wrong_copy")
LONGEST_NOTE = 1000
_KEEP = """INSERT INTO article_feedback (article_id, kind, subject, note, who) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (article_id, kind, subject, who) DO NOTHING"""
_ALL = """SELECT f.article_id, f.kind, f.subject, f.note, f.who, f.said_at, a.day::text, a.outlet, a.url, a.title, a.text
FROM article_feedback f LEFT JOIN article_rows a USING (article_id) ORDER BY f.feedback_id"""
_FIELDS = ("article_id", "kind", "subject", "note", "who", "said_at", "day", "outlet", "url", "title", "text")


@dataclass(frozen=True, slots=True)
class Feedback:
    """One remark: `subject` is the watchlist, the tag as kind/id, or the story that is wrong for the article."""

    article_id: str
    kind: str
    subject: str
    note: str
    who: str


def keep_feedback(connection: psycopg.Connection, said: Feedback) -> None:
    """Keep a remark, once per reader, article and subject. Raises BadInput for an unknown kind or a note that is too long."""
    if said.kind not in KINDS or not said.subject or len(said.note) > LONGEST_NOTE:
        raise BadInput(
            f"a remark is one of {', '.join(KINDS)}, about something, with a note of at most {LONGEST_NOTE} characters"
        )
    connection.execute(_KEEP, [said.article_id, said.kind, said.subject, said.note, said.who])


def read_feedback(connection: psycopg.Connection) -> Iterator[dict[str, Any]]:
    """Yield every remark with the article that it is about (null if it is gone), the oldest first."""
    for row in connection.execute(_ALL):
        yield dict(zip(_FIELDS, row, strict=True)) | {"said_at": row[5].isoformat()}
