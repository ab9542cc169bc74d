"""Finds and opens the files of seeds/ that stages read, or refuses to work if this process cannot see them."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from pantau.errors import StoreUnavailable
from pantau.settings import Settings
from pantau.stages import STAGES, Seeds

SUFFIXES = (".csv", ".yaml", ".txt", ".model")
_MEND = (
    "nothing was changed. Mount that folder or let this user read it, or correct PANTAU_SEEDS_DIR or PANTAU_CATALOGUE_DIR, and "
    "try again"
)


class SeedsUnavailable(StoreUnavailable):
    """This process cannot read data of seeds/, so its content is unknown. (A malformed file raises BadInput instead.)"""


def require_seeds(settings: Settings) -> None:
    """Check that this process can read all data of seeds/ that stages read; raise SeedsUnavailable that names what it cannot
    read.

    Without this check a stage would meet the error in the middle of a feed, and count each item as unreadable.
    """
    for seed in dict.fromkeys(seed for stage in STAGES for seed in stage.reads):
        for file in files_of(settings, seed):
            if not os.access(file, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
                raise unavailable(file, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def files_of(settings: Settings, seed: Seeds) -> list[Path]:
    """Return the files that a declaration names, in the order in which they are read; explanations (.md) do not count.

    Raises SeedsUnavailable if what is declared is absent, is an empty folder, or cannot be listed.
    """
    homes = {"seeds": [settings.seeds_dir], "catalogue": [settings.catalogue_folder]}
    homes["both"] = list(dict.fromkeys((*homes["seeds"], *homes["catalogue"])))
    found: list[Path] = []
    for number, home in enumerate(homes[seed.home]):
        inside = _files_at(home / seed.path, may_lack=number > 0)  # a catalogue of your own needs no rules
        found += [file for file in inside if file.suffix in SUFFIXES]
    return found


def _files_at(place: Path, *, may_lack: bool) -> list[Path]:
    """Return a file, or all files of a folder; an absent or empty one may be a volume that is not mounted."""
    try:
        if not stat.S_ISDIR(place.stat().st_mode):
            return [place]
        found = sorted(Path(parent, name) for parent, _, names in os.walk(place, onerror=_raise) for name in names)
    except FileNotFoundError as error:
        if may_lack:
            return []
        raise unavailable(place, error) from None
    except OSError as error:
        raise unavailable(place, error) from None
    if not found:
        raise SeedsUnavailable(f"{place} is empty; {_MEND}. Where nothing of it is wanted, leave a README.md in it")
    return found


def _raise(error: OSError) -> None:
    raise error


def unavailable(place: Path, error: OSError) -> SeedsUnavailable:
    """Return the error to raise for a file or folder that cannot be read."""
    words = error.strerror or " ".join(str(error).split()) or type(error).__name__
    return SeedsUnavailable(f"{error.filename or place} cannot be read ({words}); {_MEND}")
