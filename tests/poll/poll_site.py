"""A small web site on loopback whose answers a test writes itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pantau.settings import Settings
from pantau.workspace import Workspace

DOMAIN = "koran.test"


@dataclass
class Reply:
    """One answer."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One request the site got."""

    host: str
    path: str
    headers: dict[str, str]


class Site:
    """Answers by (host, path with query), in the order of a list; its last one repeats; an address without a list is a 404."""

    def __init__(self) -> None:
        self.routes: dict[tuple[str, str], Reply | list[Reply] | Callable[[Asked], Reply]] = {}
        self.asked: list[Asked] = []
        self.port = 0

    def url(self, path: str, host: str = f"www.{DOMAIN}") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, *replies: Reply | str, host: str = f"www.{DOMAIN}") -> str:
        """Serve these answers under a path and return its address."""
        self.routes[host, path] = [reply if isinstance(reply, Reply) else Reply(reply) for reply in replies]
        return self.url(path, host)

    def answer(self, asked: Asked) -> Reply:
        if asked.path != "/robots.txt":
            self.asked.append(asked)
        found = self.routes.get((asked.host, asked.path), Reply("tidak ada", 404))
        if callable(found):
            return found(asked)
        return (found.pop(0) if len(found) > 1 else found[0]) if isinstance(found, list) else found

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = served.answer(Asked(self.headers["Host"].partition(":")[0], self.path, dict(self.headers)))
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            self.send_response(reply.status)
            for name, value in {"Content-Type": _type(body), **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Write no log: the test reads `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def _type(body: bytes) -> str:
    return "application/rss+xml" if body.lstrip().startswith((b"<?xml", b"<rss")) else "text/html; charset=utf-8"


@pytest.fixture
def workspace(site: Site, database: Settings, tmp_path: Path) -> Iterator[Callable[..., Workspace]]:
    """Make a workspace of one outlet on the site, with these feeds and archive blocks."""
    made: list[Workspace] = []

    def make(feeds: list[str] | None = None, archives: str = "[]", *, clock: str = "", **settings: object) -> Workspace:
        folder = tmp_path / "katalog"
        folder.mkdir(exist_ok=True)
        (folder / "outlets.csv").write_text(
            "outlet,name,owner_group,province_code,language,zone,type,domains,home_url,notes\n"
            f"koran,Koran Contoh,,81,id,WIT,regional,{DOMAIN},http://www.{DOMAIN}:{site.port}/,\n"
        )
        rows = "".join(f"{url},koran,nasional,auto,yes,,,{clock}\n" for url in feeds or [])
        (folder / "feeds.csv").write_text("feed_url,outlet,section,kind,enabled,reason,evidence,clock\n" + rows)
        (folder / "archives.yaml").write_text(archives)
        chosen = database.model_copy(
            update={
                "catalogue_dir": folder,
                "allow_hosts": f"{DOMAIN}=127.0.0.1:{site.port}",
                "host_gap_s": 0.0,
                "host_cooldown_s": 0.05,
                **settings,
            }
        )
        made.append(Workspace(chosen))
        return made[-1]

    yield make
    for work in made:
        work.landing.close()
