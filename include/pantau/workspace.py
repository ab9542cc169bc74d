"""What every stage gets: settings, catalogue, the stores, and the split of a day into shards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING

from pantau.results import Results
from pantau.settings import Settings, settings
from pantau.urls import use_url_rules

if TYPE_CHECKING:
    import psycopg

    from pantau.budget import Budget
    from pantau.catalogue import Catalogue
    from pantau.landing import Landing
    from pantau.lessons import LessonBook, Lessons
    from pantau.net.manners import Manners
    from pantau.rules import Rules


class Workspace:
    """The stores and reference data of one process; each is opened at its first use.

    With `reads`, for a command that changes nothing, the landing uses the role of the warehouse that can only read.
    """

    def __init__(self, chosen: Settings | None = None, *, reads: bool = False) -> None:
        self.settings, self._reads = chosen or settings(), reads
        use_url_rules(self.settings.seeds_dir)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The outlets, feeds and archives of seeds/; raises BadInput with file, line and remedy."""
        from pantau.catalogue import read_catalogue

        return read_catalogue(self.settings.catalogue_folder)

    @property
    def manners(self) -> Manners:
        """What single outlets need of the client beyond the settings."""
        from pantau.net.manners import Manners

        return Manners(self.catalogue.outlets.values())

    @cached_property
    def rules(self) -> Rules:
        """The outlets' rules of seeds/ and of the catalogue; raises BadInput with file, key and remedy."""
        from pantau.rules import read_rules

        return read_rules(*self.settings.rule_folders)

    @cached_property
    def landing(self) -> Landing:
        """The landing: WARC files and their catalogue. Raises WrongLanding if it does not belong to the warehouse.

        Raises SeedsUnavailable too: nothing may be landed while the seeds that are needed to read it cannot be read.
        """
        from pantau.landing import Landing

        self.require_seeds()
        landing = Landing(self.settings, reads=self._reads)
        try:
            landing.check()
        except BaseException:
            landing.close()
            raise
        return landing

    def require_seeds(self) -> None:
        """Raise SeedsUnavailable if this process cannot read data of seeds/."""
        from pantau.seed_files import require_seeds

        require_seeds(self.settings)

    @cached_property
    def results(self) -> Results:
        """The store of stage results."""
        from pantau.remade import maker, note_damaged
        from pantau.stores import Patience

        return Results(self.settings.results_root, partial(maker, self), Patience.of(self.settings), partial(note_damaged, self))

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection]:
        """Yield a warehouse connection; the transaction commits at the end and rolls back on an error."""
        from pantau.warehouse import connect

        with connect(self.settings) as connection:
            yield connection

    @property
    def budget(self) -> Budget:
        """The limits for one page or text in a stage."""
        from pantau.budget import Budget

        return Budget(self.settings.item_cpu_s, self.settings.item_memory_mb)

    @property
    def list_budget(self) -> Budget:
        """The limits for one page of an archive's list."""
        from pantau.budget import Budget

        return Budget(self.settings.list_cpu_s, self.settings.item_memory_mb)

    @cached_property
    def lesson_book(self) -> LessonBook:
        """The lessons that are kept beside the stage results and in seeds/."""
        from pantau.lessons import LessonBook

        return LessonBook(self.results.store, self.settings.seeds_dir)

    @cached_property
    def lessons(self) -> Lessons:
        """The lessons that stages read, as they were at first use. Raises BadInput for lessons that cannot be read."""
        return self.lesson_book.chosen(self.settings.lessons)

    @cached_property
    def versions(self) -> dict[str, str]:
        """The versions of all stages and results as the seeds were at first use, like the catalogue and the rules."""
        return self.present_versions()

    def present_versions(self) -> dict[str, str]:
        """Return the versions for the seeds as they are now and the lessons that this workspace holds."""
        from pantau.versions import versions_of

        return versions_of(self.settings, self.lessons.digests())

    def reread(self, lessons: str = "") -> None:
        """Read the versions now. If one changed, the next use reads the catalogue and the rules anew too.

        `lessons` names the lessons that a run began with; lessons learnt during the run wait for the next one.
        """
        self.lessons = self.lesson_book.chosen(lessons or self.settings.lessons)
        if (now := self.present_versions()) != self.versions:
            for name in ("catalogue", "rules", "_places"):
                self.__dict__.pop(name, None)
            self.versions = now

    def version(self, name: str) -> str:
        """Return the version of a stage, or of a result: its own version, or that of the stage that writes it."""
        from pantau.versions import result_version

        return result_version(self.versions, name)

    def shard_of(self, outlet: str) -> int:
        """Return the shard of an outlet: its place in the sorted catalogue, modulo the number of shards."""
        return self._places.get(outlet, 0) % self.settings.shards

    @cached_property
    def _places(self) -> dict[str, int]:
        return {outlet: place for place, outlet in enumerate(sorted(self.catalogue.outlets))}

    def outlets_of(self, shard: int) -> list[str]:
        """Return the outlets of a shard, sorted."""
        return [outlet for outlet in sorted(self.catalogue.outlets) if self.shard_of(outlet) == shard]

    def shard_label(self, shard: int) -> str:
        """Return the names of a shard's outlets, for the Airflow grid (at most 240 characters)."""
        names = " · ".join(self.catalogue.outlets[outlet].name for outlet in self.outlets_of(shard))
        return names if len(names) <= 240 else names[:239] + "…"

    def part(self, shard: int | None = None) -> str:
        """Return the result part of a shard, or the pattern that matches all parts of today's number of shards."""
        place = "*" if shard is None else f"{shard:02d}"
        return f"shard-{place}-of-{self.settings.shards:02d}"
