"""Deletes raw pages of loaded days older than `keep_pages_days` and stage results older than `keep_results_days`."""

from __future__ import annotations

from dataclasses import dataclass

from pantau.day import shift, today
from pantau.landing.retired import OldDay, old_days, retire
from pantau.remade import note_kept
from pantau.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Deletion:
    """What is deleted and what stays: retired days, days that must stay with the reason, days of results, bytes freed."""

    retired: tuple[OldDay, ...]
    kept: tuple[OldDay, ...]
    results: tuple[str, ...]
    freed: int


def delete_old(work: Workspace, *, now: str = "", dry: bool = False) -> Deletion:
    """Delete what the settings no longer keep on the day `now` (default: today); with `dry` only return what it would delete.

    A setting of 0 keeps everything of its kind. The warehouse is not touched.
    """
    present, settings = now or today(), work.settings
    found = old_days(work.landing.database, shift(present, -settings.keep_pages_days)) if settings.keep_pages_days else []
    going = tuple(day for day in found if not day.stays)
    last = shift(present, -settings.keep_results_days) if settings.keep_results_days else ""
    folders = {folder: day for day, folder in work.results.days() if day <= last}
    freed = 0
    if not dry:
        freed = retire(work.landing.database, work.landing.store, going) if settings.keep_pages_days else 0
        freed += sum(map(work.results.store.delete_folder, folders))
        for day in set(folders.values()):
            note_kept(work, day, work.results.damaged(day))
    results = tuple(sorted(set(folders.values())))
    return Deletion(going, tuple(day for day in found if day.stays), results, freed)
