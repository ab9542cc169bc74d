"""Exports what readers called wrong as JSON lines, as material for measures, and counts it per watchlist, tag and story."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from lab.cases import digest_of
from lab.report import Column, Figure, Options, Report, Table
from pantau.errors import BadInput
from pantau.settings import settings
from pantau.terminal import json_text
from pantau.warehouse import connect_reading
from pantau.watchlists.feedback import read_feedback

BASELINES: dict[str, str] = {}
_MATCHES = "SELECT watchlist, count(*) FROM watchlist_matches GROUP BY watchlist"


def measure(path: str, options: Options) -> Report:
    """Write every remark with its article to `path` and count them. Raises BadInput for a baseline, or a file that cannot be
    written."""
    if options.baselines:
        raise BadInput("feedback has no baseline: nobody else was asked; leave --baseline out")
    with connect_reading(settings()) as connection:
        remarks = list(read_feedback(connection))
        matches: dict[str, int] = dict(connection.execute(_MATCHES).fetchall())
    lines = [json_text(one) for one in remarks]
    try:
        Path(path).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error.strerror}); give a file in a folder of your own") from None
    counted = Counter((one["kind"], one["subject"]) for one in remarks)
    rows = tuple(
        (kind, subject, count, matches.get(subject) if kind == "not_relevant" else None)
        for (kind, subject), count in sorted(counted.items())
    )
    table = Table("remarks", (Column("kind"), Column("subject"), Column("remarks", ",.0f"), Column("matches", ",.0f")), rows)
    figures = tuple(Figure(kind, float(count)) for kind, count in sorted(Counter(one["kind"] for one in remarks).items()))
    return Report("feedback", path, len(remarks), digest_of([line.encode() for line in lines]), figures, (table,))
