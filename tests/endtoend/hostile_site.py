"""A site whose every answer is of the hostile set, in a process of its own: it prints its port and serves until its input ends.

/indeks lists the hostile pages of a host halamanN; /read/2026/11/09/NNNN/… is one of them. /umpan/N is a hostile feed; /arsip
on a host daftarNN is a list.
"""

from __future__ import annotations

import sys
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from hostile_set import PAGES, SOURCES, document, page_body

PATH = "/read/2026/11/09/{:04}/pasar-rebo-ramai-lagi"


HOSTS = 3  # with hostile pages: each has as many pages as another outlet has on a day


def _index(host: str) -> bytes:
    place = int(host.partition(".")[0].removeprefix("halaman"))
    numbers = range(place, len(PAGES), HOSTS)
    return "".join(f"<li class=berita><a href='{PATH.format(number)}'>x</a>" for number in numbers).encode()


@cache
def _packed(number: int) -> bytes:
    return document(SOURCES["feeds"][number], "feed")


def _feed(number: int) -> bytes:
    """Return a feed; a packed feed was packed before the first request."""
    item = SOURCES["feeds"][number]
    return _packed(number) if item.get("packed") else document(item, "feed")


def _answer(host: str, path: str, port: int) -> bytes | None:
    parts = path.partition("?")[0].strip("/").split("/")
    if parts[0] == "indeks":
        return _index(host)
    if parts[0] == "umpan":
        return _feed(int(parts[1])).replace(b"https://koran.test", f"http://halaman0.jahat.test:{port}".encode())
    if parts[0] == "arsip":
        item = SOURCES["lists"][int(host.partition(".")[0].removeprefix("daftar"))]
        body = document(item, item["kind"]).replace(b"https://koran.test", f"http://{host}:{port}".encode())
        return body.replace(b"2026-11-18", b"2026-11-09")  # the good item is of the day that is listed
    if parts[0] == "read" and len(parts) == 6:
        number = int(parts[4])
        return page_body(PAGES[number], number)
    return None


class Handler(BaseHTTPRequestHandler):
    """Answers what is in the set, and 404 for anything else."""

    def do_GET(self) -> None:
        body = _answer(self.headers["Host"].partition(":")[0], self.path, self.server.server_address[1])  # type: ignore[misc]
        self.send_response(404 if body is None else 200)
        kind = "application/rss+xml" if self.path.startswith("/umpan") else "text/html; charset=utf-8"
        for name, value in {"Content-Type": kind, "X-WP-TotalPages": "1", "Content-Length": str(len(body or b""))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: object) -> None:
        """Log nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for place in range(len(SOURCES["feeds"])):
        _feed(place)
    print(server.server_address[1], flush=True)
    sys.stdin.read()
