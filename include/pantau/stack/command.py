"""`pantau stack demo|up|stop`: the commands that the Makefile calls."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pantau.stack.layout import STATE
from pantau.stack.privacy import UMASK
from pantau.stack.turn import last_turn, own_turn
from pantau.terminal import terminal
from pantau.words import text


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "action",
        choices=("demo", "up", "stop", "forget"),
        help=text("help.stack.action"),
    )
    parser.add_argument("--state", type=Path, default=None, help=text("help.stack.state"))
    parser.add_argument("--days", type=int, default=None, help=text("help.stack.days"))
    parser.add_argument("--timeout", type=float, default=900.0, help=text("help.stack.timeout"))


def run(args: argparse.Namespace) -> int:
    """Start, watch or stop the stack; return 0 only if every run succeeded and every day balanced."""
    console = terminal()
    os.umask(UMASK)  # for this command and all processes it starts
    if args.action in ("stop", "forget"):
        from pantau.stack.stack import down, forget, forget_one, sweep_orphans

        if args.action == "forget" and args.state:
            forget_one(args.state, console)
            return 0
        with last_turn(STATE):
            down(console)
            if args.action == "forget":
                forget()
                sweep_orphans(console)
        return 0
    from pantau.stack.demo import bring_up

    mode = "demo" if args.action == "demo" else "live"
    days = args.days if args.days is not None else (3 if mode == "demo" else 0)
    with own_turn(STATE, args.action):
        return bring_up(mode, days, args.timeout, console)
