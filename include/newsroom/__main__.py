"""`python -m newsroom serve|catalogue`: run the fictional press, or write the catalogue with which Pantau reads it."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from newsroom.catalogue import write_catalogue
from newsroom.config import Config
from newsroom.server import Server


def main(argv: list[str] | None = None) -> int:
    """Run a command; return 0 when done, 1 when the port is taken, 2 for bad input."""
    args = _parser().parse_args(argv)
    try:
        config = Config(
            seed=args.seed,
            outlets=args.outlets,
            per_day=args.per_day,
            port=args.port,
            log=getattr(args, "log", None),
            revised=args.revised,
            withdrawn=args.withdrawn,
            faults=dict(pair.split("=", 1) for pair in getattr(args, "fault", [])),
        )
        if args.command == "catalogue":
            write_catalogue(args.out, config)
            return 0
        asyncio.run(_serve(config))
    except ValueError as error:
        print(f"newsroom: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"newsroom: {error}; choose another port or stop what uses it", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="newsroom", description="A fictional Indonesian press on loopback HTTP.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve until stopped")
    serve.add_argument("--log", type=Path, help="write every visit to this file as JSON lines")
    serve.add_argument("--fault", action="append", default=[], metavar="OUTLET[/WHAT]=FAULT", help="switch a fault on")
    catalogue = commands.add_parser("catalogue", help="write outlets.csv, feeds.csv, archives.yaml and rules/")
    catalogue.add_argument("--out", type=Path, required=True, help="folder to write into")
    for command in (serve, catalogue):
        command.add_argument("--revised", type=float, default=Config.revised, help="share of articles edited hours later")
        command.add_argument("--withdrawn", type=float, default=Config.withdrawn, help="share of articles taken down hours later")
        command.add_argument("--port", type=int, default=8090)
        command.add_argument("--seed", type=int, default=Config.seed)
        command.add_argument("--outlets", type=int, default=Config.outlets)
        command.add_argument("--per-day", type=int, default=Config.per_day)
    return parser


async def _serve(config: Config) -> None:
    server = Server(config)
    port = await server.start()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    print(json.dumps({"ready": True, "port": port, "outlets": config.outlets, "seed": config.seed}), flush=True)
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    raise SystemExit(main())
