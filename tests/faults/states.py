"""The recorded life of a day: listed, fetched, worked, loaded, worked again, damaged, held, released, retired.

Each command is a form: the state it starts from and what it calls on the way. The runs that record them make the next states.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from press import DAY, DAY_BEFORE, Pantau

from faults.harness import LANDS, Form, Harness
from faults.place import Place
from faults.tours import TOUR
from newsroom import Room
from pantau.stages import between

STAGES = between("extract", "report")
COLD = "reference data"
OTHER = {"PANTAU_CODE_VERSION": "lain"}
KEEPS = {"PANTAU_KEEP_PAGES_DAYS": "5", "PANTAU_KEEP_RESULTS_DAYS": "5"}
HOLDS = {"PANTAU_SHRINK_SHARE": "0.1"}
WORK = ("run", DAY, "--from", "extract", "--to", "report")
_GIVE_UP = """WITH gone AS (SELECT url_key FROM landing.entries WHERE outlet = (SELECT min(outlet) FROM landing.entries)),
pages AS (DELETE FROM landing.pages WHERE url_key IN (SELECT url_key FROM gone))
UPDATE landing.entries SET state = 'failed', reason = 'http_503' WHERE url_key IN (SELECT url_key FROM gone)"""
_BREAK_OFF = """WITH gone AS (DELETE FROM landing.parts RETURNING url_key) UPDATE landing.entries
SET state = 'pending', reason = 'retry:part_timeout', next_try_at = now() WHERE url_key IN (SELECT url_key FROM gone)"""
_SPAN = ("--from", DAY, "--to", DAY)
_COMMANDS = (
    ("status", "status"),
    ("digest", "status", "--digest"),
    ("landing", "landing"),
    ("coverage", "coverage", *_SPAN),
    ("sql", "sql", "SELECT count(*) FROM articles"),
)


class Diary:
    """Works commands one after the other, and keeps the form of each."""

    def __init__(self, harness: Harness, room: Room, hook: str) -> None:
        """`hook` is where alerts go."""
        self.harness, self.hook = harness, hook
        self.forms: list[Form] = []
        # On a busy machine a short timeout would end some requests: each run would then make other calls.
        self._bare = Pantau(harness.server, room, harness.folder, read_timeout_s=20.0, total_timeout_s=60.0)

    def work(self, name: str, place: Place, words: Sequence[str], env: dict[str, str] | None = None, **more: Any) -> None:
        """Run the command in this place, which has another state afterwards."""
        self.forms.append(self.harness.worked(Form(name, place, tuple(words), env or {}, **more)))

    def write(self) -> None:
        """Record everything."""
        place = self.harness.copy(self._bare)
        self.work("plan", place, ("backfill", "plan", *_SPAN), lands=LANDS)
        self.work("poll", place, ("run", DAY, "--to", "poll"), lands=LANDS)
        listed = self.harness.copy(place)
        self.work("fetch", place, ("run", DAY, "--from", "fetch", "--to", "fetch"), lands=LANDS)
        self._import(listed, place)
        self._go_on(self.harness.copy(place))
        self.harness.warm(Form("", place, WORK, {}))
        for stage in STAGES:  # the first of its process to read reference data
            self.work(f"{COLD} {stage}", place, ("run", DAY, "--from", stage, "--to", stage), cold=True)
        self.forms += [warmed(form) for form in self.forms if form.cold]
        for branch in (self._neighbours, self._teach, self._live, self._lose, self._tear, self._forget, self._hold):
            branch(self.harness.copy(place))
        self._look_around(place)
        self._again(place)

    def _again(self, place: Place) -> None:
        """The loaded day worked again because the code changed, and deleted when it is old."""
        for stage in STAGES[:-1]:
            self.work(f"again {stage}", place, ("run", DAY, "--from", stage, "--to", stage), OTHER)
        self.work("again report", place, ("run", DAY, "--from", "report"), OTHER)
        self.work("retention", place, ("retention",), OTHER | KEEPS, lands=frozenset({"files", "parts"}))

    def _import(self, listed: Place, fetched: Place) -> None:
        """The pages of a day that come as a WARC file."""
        file = next((fetched.folder / "landing" / "warc").rglob("*.warc.gz"))
        (listed.folder / "imports").mkdir()
        shutil.copy(file, listed.folder / "imports" / "hari.warc.gz")
        self.work("import", listed, ("import", "{folder}/imports/hari.warc.gz"), lands=LANDS)

    def _go_on(self, fetched: Place) -> None:
        """Articles over several pages of which only the first was landed."""
        fetched.change(_BREAK_OFF)
        self.work("half", fetched, ("run", DAY, "--from", "fetch", "--to", "fetch"), lands=LANDS)

    def _teach(self, loaded: Place) -> None:
        """Pages are learnt from; lessons are kept, and the day is read with them."""
        self.work("learn", loaded, ("learn", "--to", DAY))
        switched_off = loaded.folder / "imports" / "lessons" / "off.yaml"
        switched_off.parent.mkdir(parents=True)
        switched_off.write_text("lines: [00000000]\n")
        self.work("teach", loaded, (TOUR, "teach"))
        self.work("taught", loaded, ("run", DAY, "--from", "extract", "--to", "clean"))

    def _look_around(self, loaded: Place) -> None:
        """Commands that only read."""
        for tour in ("look", "pages", "dark"):
            self.work(tour, loaded, (TOUR, tour))
        for name, *words in _COMMANDS:
            self.work(name, loaded, words)
        self.work("story", loaded, ("story", loaded.ask("SELECT min(article_id) FROM article_rows")))
        self.work("dry retention", loaded, ("retention", "--dry-run"), KEEPS)
        self._ask(loaded)
        self.work("audit", loaded, ("audit",), lands=LANDS)

    def _ask(self, loaded: Place) -> None:
        """A query and a text are tried."""
        asked = loaded.folder / "imports"
        asked.mkdir(exist_ok=True)
        (asked / "berita.jsonl").write_text('{"id": "1", "title": "Banjir di Demak", "text": "Warga mengungsi."}\n')
        (asked / "berita.txt").write_text("Warga Demak mengungsi, kata Bupati Demak Siti Aminah di Semarang, Senin.\n")
        self.work("search", loaded, ("search", "banjir", "--in", "{folder}/imports/berita.jsonl"))
        self.work(f"{COLD} names", loaded, ("tag", "{folder}/imports/berita.txt"), cold=True)

    def _live(self, loaded: Place) -> None:
        """The live round, at its own pace; the watch over it; and a round after a clock that ran ahead."""
        self.work("live", loaded, (TOUR, "live"), {"PANTAU_ALLOWED_HOST_GAP_S": "0.02"}, lands=LANDS)
        self.work("watch", loaded, (TOUR, "watch"), {"PANTAU_ALERTS": self.hook})
        loaded.change(
            "UPDATE landing.feeds SET last_poll_at = now() + interval '1 year', next_poll_at = now() + interval '1 year'"
        )
        self.work("ahead", loaded, (TOUR, "live"), lands=LANDS)

    def _neighbours(self, loaded: Place) -> None:
        """The day before a loaded one: the search reads it too, and the load links its neighbour anew."""
        run = ("run", DAY_BEFORE)
        self.work("earlier", loaded, (*run, "--to", "fetch"), lands=LANDS)
        self.work("earlier read", loaded, (*run, "--from", "extract", "--to", "clean"))
        unsigned = self.harness.copy(loaded)
        self.work("neighbour dedupe", loaded, (*run, "--from", "dedupe", "--to", "dedupe"))
        self.work("neighbour check", loaded, (*run, "--from", "tag", "--to", "validate"))
        self.work("neighbour load", loaded, (*run, "--from", "load"))
        shutil.rmtree(unsigned.folder / "results" / "signatures")
        self.work("unsigned dedupe", unsigned, (*run, "--from", "dedupe", "--to", "dedupe"))

    def _lose(self, loaded: Place) -> None:
        """A day whose WARC files, and some of whose results, were lost."""
        shutil.rmtree(loaded.folder / "landing" / "warc")
        for file in (loaded.folder / "results" / "extract").rglob("shard-00-*.parquet"):
            file.unlink()
        self.work("lost", loaded, ("run", DAY, "--from", "extract", "--to", "extract"), OTHER)

    def _tear(self, loaded: Place) -> None:
        """A day with some damaged results."""
        pairs = self.harness.copy(loaded)
        _damage(pairs, "pairs", "shard-*.parquet")
        self.work("torn pairs", pairs, ("run", DAY, "--from", "load"))
        _damage(loaded, "extract", "shard-00-*.parquet")
        shutil.rmtree(loaded.folder / "results" / "clean")
        self.work("torn", loaded, ("run", DAY, "--from", "clean", "--to", "clean"))

    def _forget(self, loaded: Place) -> None:
        """A landing that the warehouse does not know, one from before there were markers, and one that lost its marker."""
        marker, report = loaded.folder / "landing" / "pantau-landing.json", ("run", DAY, "--from", "report")
        strange = self.harness.copy(loaded)
        strange.change("DELETE FROM landing.identity; DELETE FROM landing.pages; DELETE FROM landing.entries")
        self.work("strange", strange, report, code=2)
        loaded.change("DELETE FROM landing.identity")
        marker.unlink()
        self.work("unmarked", loaded, report)
        marker.unlink()
        self.work("adopt", loaded, ("landing", "--adopt"))

    def _hold(self, loaded: Place) -> None:
        """A day of which an outlet was given up: its pages are asked for again; it is held, shown, released and loaded."""
        loaded.change(_GIVE_UP)
        self.work("dry retry", loaded, ("retry", "--day", DAY, "--dry-run"))
        self.work("held", loaded, WORK, HOLDS, code=2)
        self.work("held load", loaded, ("run", DAY, "--from", "load"), HOLDS, code=2)
        self.work("shown", loaded, ("day", "show", DAY))
        self.work("release", loaded, ("day", "release", DAY, "--why", "media itu tutup"), done="tidak ditahan")
        self.work("released", loaded, ("run", DAY, "--from", "validate"), HOLDS)
        self.work("retry", loaded, ("retry", "--day", DAY), anew=frozenset({"landing"}))  # the pages are due from this moment on


def _damage(place: Place, result: str, parts: str) -> None:
    """Cut the last byte off each of these parts, which are links into other places."""
    for file in (place.folder / "results" / result).rglob(parts):
        data = file.read_bytes()
        file.unlink()
        file.write_bytes(data[:-1])


def warmed(form: Form) -> Form:
    """Return the form of a process that has read the reference data: the same calls without those for that data."""
    calls = tuple(call for call in form.calls if not call[1].startswith(("seeds:", "catalogue:")))
    return replace(form, name=f"forwards {form.name.removeprefix(COLD).strip()}", cold=False, calls=calls)


def over_objects(harness: Harness, forms: list[Form], bucket: str, env: dict[str, str]) -> Iterator[Form]:
    """Yield the forms whose landing and results lie in a bucket, traced anew."""
    for form in forms:
        if not form.cold and form.touches_files:
            yield harness.traced(replace(form, bucket=bucket, env=form.env | env))
