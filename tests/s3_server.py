"""A real S3 server on loopback (moto's): prints its port, and ends with its standard input."""

from __future__ import annotations

import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class Handler(WSGIRequestHandler):
    """Answers in one piece: several pieces on a kept connection wait 40 ms until the client's TCP confirms the first."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def run_wsgi(self) -> None:
        """Tell a client that asks before it sends a body to go on: the client waits until it reads that."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            del self.headers["Expect"]
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        super().run_wsgi()

    def log(self, type: str, message: str, *args: object) -> None:
        """Log nothing."""


def main() -> None:
    """Serve until nobody holds the other end of standard input."""
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True, request_handler=Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
