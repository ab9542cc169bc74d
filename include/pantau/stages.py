"""The one table of stages: their order, what each reads and writes, and the function that does its work.

The DAGs, the shards, the versions, `pantau run`, the task `look` and what a load remembers all follow from it. A new stage is a
folder with a `stage.py`, one row here, and its words in the UI.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pantau.model import StageReport
    from pantau.workspace import Workspace

Driver = Callable[["Workspace", str, "int | None"], "StageReport"]


@dataclass(frozen=True, slots=True)
class Seeds:
    """Data of seeds/ that a stage reads: a file, a folder, or some columns of a table.

    `home` is the folder that holds it: `seeds` (PANTAU_SEEDS_DIR), `catalogue` (PANTAU_CATALOGUE_DIR), or `both`.
    """

    path: str
    columns: tuple[str, ...] = ()
    home: str = "seeds"


@dataclass(frozen=True, slots=True)
class Result:
    """A result that a stage writes: `whole` as one part `day`, else one part per shard.

    The version of `a.b` is that of `a`, except if `code` gives the result a version of its own: signatures and pairs are facts
    about texts, whatever version of the stages made the texts. `after` names the results that this own version follows; a
    `seeded` result also follows what the stage reads of seeds/.
    """

    name: str
    whole: bool = False
    code: str = ""
    after: tuple[str, ...] = ()
    seeded: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name, its driver, and what its results depend on.

    Raise `code` with every change of the stage's behaviour. `after` are the stages whose results it reads: a shard reads those
    of its own shard, or those of all shards if the stage `crosses`. Only one run at a time works an `alone` stage of a day, and
    it pins the versions that the run began with. `lessons` are the parts of the lessons that the stage reads.
    """

    name: str
    run: Driver
    sharded: bool = False
    crosses: bool = False
    alone: bool = True
    code: str = ""
    after: tuple[str, ...] = ()
    reads: tuple[Seeds, ...] = ()
    settings: tuple[str, ...] = ()
    writes: tuple[Result, ...] = ()
    lessons: tuple[str, ...] = ()


def _poll(work: Workspace, day: str, shard: int | None) -> StageReport:
    from pantau.poll.stage import run

    return run(work, day, shard)


def _fetch(work: Workspace, day: str, shard: int | None) -> StageReport:
    from pantau.fetch.stage import run

    return run(work, day, shard)


def _extract(work: Workspace, day: str, shard: int | None) -> StageReport:
    from pantau.extract.stage import run

    return run(work, day, shard)


def _clean(work: Workspace, day: str, shard: int | None) -> StageReport:
    from pantau.clean.stage import run

    return run(work, day, shard)


def _dedupe(work: Workspace, day: str, shard: int | None) -> StageReport:
    from pantau.dedupe.stage import run

    return run(work, day, shard)


def _tag(work: Workspace, day: str, shard: int | None) -> StageReport:
    from pantau.tag.stage import run

    return run(work, day, shard)


def _validate(work: Workspace, day: str, shard: int | None) -> StageReport:
    from pantau.validate.stage import run

    return run(work, day, shard)


def _load(work: Workspace, day: str, shard: int | None) -> StageReport:
    from pantau.load.stage import run

    return run(work, day, shard)


def _report(work: Workspace, day: str, shard: int | None) -> StageReport:
    from pantau.report.stage import run

    return run(work, day, shard)


def _outlets(*columns: str) -> Seeds:
    return Seeds("outlets.csv", columns, "catalogue")


# Poll and fetch have no version: what they land depends on the outlets and not on the code.
STAGES = (
    Stage("poll", _poll, alone=False),
    Stage("fetch", _fetch, sharded=True, alone=False),
    Stage(
        "extract",
        _extract,
        sharded=True,
        code="25",
        reads=(
            Seeds("extraction"),
            Seeds("rules", home="both"),
            Seeds("urls.yaml"),
            Seeds("lessons"),
            _outlets("outlet", "name", "domains", "language", "zone"),
        ),
        writes=(Result("extract"), Result("extract.earlier")),
        lessons=("containers", "parameters", "zones"),
    ),
    Stage(
        "clean",
        _clean,
        sharded=True,
        code="9",
        after=("extract",),
        reads=(Seeds("cleaning"), Seeds("lessons"), _outlets("outlet", "name")),
        writes=(Result("clean"), Result("clean.earlier")),
        lessons=("lines",),
    ),
    Stage(
        "dedupe",
        _dedupe,
        sharded=True,
        crosses=True,
        code="2",
        after=("extract", "clean"),
        reads=(Seeds("dedupe"), _outlets("outlet", "owner_group")),
        settings=("min_words",),
        writes=(
            Result("dedupe", whole=True),
            Result("signatures", code="1"),
            Result("pairs", code="7", after=("signatures",), seeded=True),
            Result("pairs.searched"),
        ),
    ),
    Stage(
        "tag",
        _tag,
        sharded=True,
        code="20",
        after=("extract", "clean"),
        reads=(Seeds("tags"), Seeds("watchlists"), Seeds("outlets.csv", ("outlet", "province_code"))),
        writes=(Result("tag"),),
    ),
    Stage(
        "validate",
        _validate,
        code="5",
        after=("extract", "clean", "dedupe", "tag"),
        reads=(
            _outlets("outlet", "domains", "language"),
            Seeds("feeds.csv", ("outlet", "enabled"), "catalogue"),
            Seeds("archives.yaml", ("outlet", "outlets", "cannot"), "catalogue"),
        ),
        settings=("min_words", "allow_hosts"),
        writes=(
            Result("validate.quarantine", whole=True),
            Result("validate.released", whole=True),
            Result("validate.quality", whole=True),
        ),
    ),
    Stage(
        "load",
        _load,
        code="9",
        after=("extract", "clean", "dedupe", "tag", "validate"),
        settings=("min_words", "volume_low", "volume_high"),
    ),
    Stage("report", _report),
)
BY_NAME = {stage.name: stage for stage in STAGES}
NAMES = tuple(BY_NAME)
SHARDED = frozenset(stage.name for stage in STAGES if stage.sharded)
ALONE = tuple(stage.name for stage in STAGES if stage.alone)  # in order; the last one frees the day
RESULTS = {result.name: (stage, result) for stage in STAGES for result in stage.writes}


def between(first: str, last: str) -> tuple[str, ...]:
    """Return the names of the stages from `first` to `last`, both included, in order."""
    return NAMES[NAMES.index(first) : NAMES.index(last) + 1]


WORKED = between("extract", "load")  # what `look` asks, and skips if nothing would change
