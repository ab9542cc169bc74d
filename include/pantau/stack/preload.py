"""What tasks import is imported once, by the scheduler: the LocalExecutor forks its workers from it, and a task from a worker.

Only imports happen before the fork: settings, seeds and stores are opened by each task itself. No thread runs at the fork: a
fork copies no thread, and a lock that one held would stay closed for ever. A fork compares the files of the product with those
that were imported, and after a change forgets what was imported, so no task works with old code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pantau.settings import PROJECT

INCLUDE = PROJECT / "include"
ROOMS = ("pantau", "pantau_airflow")
# Arrow frees memory in a thread and OpenBLAS counts in one; both start while they are imported, if this does not forbid it.
NO_THREADS = {"JE_ARROW_MALLOC_CONF": "background_thread:false", "OPENBLAS_NUM_THREADS": "1"}
Stamp = frozenset[tuple[str, int, int]]


def preload() -> None:
    """Import the stages and their libraries, and let each fork of this process look for changed files.

    It takes 3 s of processor time; without it each task takes 1 s, and that of `validate` 3 s.
    """
    os.environ.update(NO_THREADS)
    files, packages = stamp_of(INCLUDE), _changed_at()
    import_stages()
    os.register_at_fork(after_in_child=lambda: _forget_if_changed(files, packages))


def import_stages() -> None:
    """Import what the tasks import, the libraries of `validate` included."""
    import pantau.clean.stage
    import pantau.dedupe.searches
    import pantau.dedupe.stage
    import pantau.extract.stage
    import pantau.fetch.stage
    import pantau.load.stage
    import pantau.poll.stage
    import pantau.report.stage
    import pantau.runs.pipeline
    import pantau.runs.settled
    import pantau.tag.stage
    import pantau.validate.day_frames
    import pantau.validate.day_rules
    import pantau.validate.stage
    import pantau.versions  # noqa: F401
    from pantau.validate.suite import great_expectations

    great_expectations()


def stamp_of(include: Path) -> Stamp:
    """Return name, size and time of change (ns) of each file of the product's packages: code, words and SQL."""
    return frozenset(found for room in ROOMS for found in _files(str(include / room)))


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                at = entry.stat()
                yield entry.path, at.st_size, at.st_mtime_ns


def _forget_if_changed(files: Stamp, packages: int) -> None:
    """Forget the product's modules if a file changed, and say so; say also if packages were installed, which needs a restart."""
    try:
        same, installed = stamp_of(INCLUDE) == files, packages != _changed_at()
    except OSError:  # a file vanished in between
        same, installed = False, False
    if installed:
        print("Python packages were installed after the scheduler started; stop the stack and start it again", file=sys.stderr)
    if not same:
        print("the code of Pantau changed; this process imports it again", file=sys.stderr)
        forget_product()


def forget_product() -> None:
    """Let the next import of each module of the product read its file."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ROOMS]:
        del sys.modules[name]


def _changed_at() -> int:
    """Return when a folder of installed packages changed last (ns)."""
    folders = (Path(path) for path in sys.path if path.endswith(("site-packages", "dist-packages")))
    return max((folder.stat().st_mtime_ns for folder in folders if folder.is_dir()), default=0)
