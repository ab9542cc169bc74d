"""No document makes a reader open a file, ask an address or grow: entities, inclusions, laughs, in encodings that hide them."""

from __future__ import annotations

import gzip
import select
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pantau.feeds.reading import read_feed
from pantau.files import parse_yaml
from pantau.net.problem import FetchProblem
from shipped import extract_page

ATTACKS: dict[str, str] = parse_yaml((Path(__file__).parent / "cases" / "xml_attacks.yaml").read_text(encoding="utf-8"))
URL = "https://contoh.id/rss"
MARK = "rahasia-4711"
READERS: dict[str, tuple[str, str, Callable[[bytes], Any]]] = {
    "feed": ("rss", "title", lambda body: read_feed(body, URL)),
    "feed that is packed": ("rss", "title", lambda body: read_feed(gzip.compress(body), URL)),
    "sitemap": ("urlset", "loc", lambda body: read_feed(body, URL, any_sitemap=True)),
    "index of sitemaps": ("sitemapindex", "loc", lambda body: read_feed(body, URL, any_sitemap=True)),
    "page": ("html", "p", lambda body: extract_page(body, "https://contoh.id/a")),
}
READ = {
    "rss": ("<rss><channel><item><link>https://contoh.id/read/1</link><title>", "</title></item></channel></rss>"),
    "urlset": ("<urlset><url><lastmod>2026-11-20</lastmod><loc>https://contoh.id/read/", "</loc></url></urlset>"),
    "sitemapindex": ("<sitemapindex><sitemap><loc>https://contoh.id/", "</loc></sitemap></sitemapindex>"),
    "html": ("<html><body><article><p>", "</p></article></body></html>"),
}
# used → declared. A reader that looks for <!DOCTYPE in the bytes finds it in the first only.
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16-be": "utf-16",
    "utf-32": "utf-32",
    "utf-7": "utf-7",
    "utf-16-le": "utf-8",
}


@pytest.fixture(scope="module")
def canary() -> Iterator[socket.socket]:
    """A listener nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_is_opened_asked_or_blown_up(attack: str, reader: str, canary: socket.socket, tmp_path: Path) -> None:
    root, leaf, read = READERS[reader]
    secret = tmp_path / "rahasia.txt"
    secret.write_text(MARK)
    # an attack stands where something is read out of the document: an item's title, an entry's address, a paragraph
    text = ATTACKS[attack].replace("<{root}><{leaf}>", READ[root][0]).replace("</{leaf}></{root}>", READ[root][1])
    fill = {"root": root, "leaf": leaf, "file": str(secret), "address": f"http://127.0.0.1:{canary.getsockname()[1]}"}
    fill |= {"pad": "x" * 4_000, "leaves": f"<{leaf}>x</{leaf}>" * 4_000}
    for name, value in fill.items():
        text = text.replace("{" + name + "}", value)
    for used, declared in ENCODINGS.items():
        document = f'<?xml version="1.0" encoding="{declared}"?>{text}'.encode(used)
        began = time.process_time()
        try:
            said = repr(read(document))
        except FetchProblem as problem:
            said = str(problem)
        assert MARK not in said, used
        assert len(said) < 4 * len(document) + 20_000, used
        assert time.process_time() - began < 3, used
    assert select.select([canary], [], [], 0)[0] == []
