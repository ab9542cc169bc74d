"""Entries and answers for tests of the landing and of the stages that read it."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from pantau.dedupe.judge import FILE as JUDGE
from pantau.model import Entry
from pantau.net import Response
from pantau.settings import PROJECT
from pantau.stages import STAGES
from pantau.urls import article_id, url_key, use_url_rules

if TYPE_CHECKING:  # the processes that import this module do not need pytest
    import pytest

use_url_rules(PROJECT / "seeds")  # processes that tests start make entries too, before they open a workspace
DAY = "2026-11-20"
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


def entry(path: str = "/berita/1", host: str = "harian.example", **given: Any) -> Entry:
    """An entry of the outlet `harian`, found in its feed; any field by name."""
    url = f"https://{host}{path}"
    plain: dict[str, Any] = {
        "article_id": article_id(url_key(url)),
        "url_key": url_key(url),
        "url": url,
        "outlet": "harian",
        "day": DAY,
        "source": "feed",
        "source_url": f"https://{host}/rss",
        "title": "Pasar Rebo ramai",
        "published_at": NOON,
    }
    return Entry(**(plain | given))


def answer(of: Entry, body: bytes = b"<p>Warga berbelanja sejak subuh.</p>", **given: Any) -> Response:
    """A good answer to a request for an entry; any field by name."""
    headers = CIMultiDict({"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip", "Content-Length": "7"})
    plain: dict[str, Any] = {
        "url": of.url,
        "final_url": of.url,
        "status": 200,
        "headers": CIMultiDictProxy(headers),
        "body": body,
        "fetched_at": datetime.now(UTC),
        "request_headers": CIMultiDictProxy(CIMultiDict({"Host": "harian.example", "User-Agent": "Pantau/1.0"})),
    }
    return Response(**(plain | given))


# Announcements of one URL that disagree about everything a feed or an archive can disagree about.
MOMENTS = st.one_of(st.none(), st.integers(-3, 3).map(lambda hours: NOON + timedelta(hours=hours)))
ANNOUNCEMENTS = st.builds(
    replace,
    st.just(entry()),
    url=st.sampled_from(
        ["https://harian.example/berita/1", "https://m.harian.example/berita/1", "https://harian.example/berita/1?a"]
    ),
    outlet=st.sampled_from(["harian", "harian-bali"]),
    day=st.sampled_from(["2026-11-19", "2026-11-20", "2026-11-21"]),
    source=st.sampled_from(["feed", "archive"]),
    source_url=st.sampled_from(
        ["https://harian.example/rss", "https://harian.example/rss/bali", "https://harian.example/indeks"]
    ),
    title=st.sampled_from(["", "Pasar Rebo", "Pasar Rebo ramai"]),
    summary=st.sampled_from(["", "Ringkas", "Lebih panjang"]),
    section=st.sampled_from(["", "nasional", "ekonomi"]),
    published_at=MOMENTS,
    updated_at=MOMENTS,
    raw_date=st.sampled_from(["", "Jumat, 20/11/2026"]),
    time_flag=st.sampled_from(["", "future"]),
)


def bare_seeds(folder: Path) -> None:
    """Make a seeds/ of empty files, for tests that hand the stages what they would read from these files."""
    for path in {seed.path for stage in STAGES for seed in stage.reads}:
        file = folder / path if "." in path else folder / path / "README.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    for name in (JUDGE, "urls.yaml"):  # without these two files no pair is judged and no address is read
        shipped, place = (PROJECT / "seeds" / name).read_bytes(), folder / name
        # a second write could show half a file to a reader
        if not place.is_file() or place.read_bytes() != shipped:
            place.write_bytes(shipped)


def cut_listing(patched: pytest.MonkeyPatch, root: Path, number: int) -> None:
    """Let one listing below `root`, the `number`-th from now on, leave out all that is there, without an error."""
    real, numbers = os.listdir, itertools.count(1)

    def listdir(path: Any = ".") -> list[str]:
        return [] if str(path).startswith(str(root)) and next(numbers) == number else list(real(path))

    patched.setattr(os, "listdir", listdir)
