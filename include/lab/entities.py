"""`pantau evaluate entities PATH`: names in marked sentences, by strict spans per class, beside a plain CRF of the same run."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

from lab.cases import digest_of
from lab.conll import CLASSES, Sentence, names_of, read_conll
from lab.cost import interleaved
from lab.report import Column, Figure, Options, Report, Table, Value
from lab.tag_training import train
from pantau.errors import BadInput
from pantau.settings import settings
from pantau.tag.features import Features
from pantau.tag.seeds import read_entities
from pantau.tag.sequence import SequenceModel

BASELINES = {"crf": "pycrfsuite"}
_DRAWN = 1_000
Labels = Callable[[Sequence[str]], list[str]]
Counts = Counter[tuple[str, str]]  # (class, gold | said | right) → how many


def measure(path: str, options: Options) -> Report:
    """Return strict span F1 per file and class, with 95 % intervals that draw whole sentences, also in lower case.

    PATH is a CoNLL file, or a folder with *.conll (or ner/*.conll): *.dev and *.valid are measured, and the plain CRF learns
    from its *.train. Raises BadInput if there is nothing to measure.
    """
    measured, learnt = _files(Path(path))
    corpora = {name: read_conll(file) for file in measured for name in [file.name.removesuffix(".conll")]}
    corpora |= {f"{name}, lower case": [one.lowered() for one in rows] for name, rows in corpora.items()}
    folder = settings().seeds_dir / "tags"
    entities = read_entities(folder)
    readers: dict[str, Labels] = {"pantau": _labels(SequenceModel(folder, entities))}
    with tempfile.TemporaryDirectory() as place:
        if _wants_baseline(options) and learnt:
            file = Path(place) / "plain.crfsuite"
            train([one for source in learnt for one in read_conll(source)], Features({}, []), file, lowered=False)
            readers["crf"] = _read_plainly(file)
        counts = {
            (who, name): [_counts(one, call) for one in rows] for who, call in readers.items() for name, rows in corpora.items()
        }
        rates = _rates(readers, [one for rows in corpora.values() for one in rows], options.rounds)
    figures = [Figure(f"{name} {cls}", _f1(sum(rows, Counter()), cls), "high") for (who, name), rows in counts.items()
               if who == "pantau" for cls in ("all",)]  # fmt: skip
    lines = tuple(
        _line(who, name, rows) for (who, name), rows in sorted(counts.items(), key=lambda item: (item[0][1], item[0][0]))
    )
    columns = (Column("corpus"), Column("reader"), *(Column(cls, ".3f") for cls in CLASSES), Column("all", ".3f"), Column("95 %"))
    speed = tuple((who, rate) for who, rate in rates.items())
    tables = [Table("Names, strict spans, F1", columns, lines)]
    tables += [Table("Speed (CPU time of one core)", (Column("reader"), Column("words per s", ",.0f")), speed)] if speed else []
    title = f"{len(measured)} files of {Path(path).name}"
    digest = digest_of(file.read_bytes() for file in measured)
    return Report("entities", title, sum(map(len, corpora.values())), digest, tuple(figures), tuple(tables))


def _files(path: Path) -> tuple[list[Path], list[Path]]:
    if path.is_file():
        return [path], []
    files = sorted([*path.glob("*.conll"), *path.glob("ner/*.conll")])
    measured = [file for file in files if ".train" not in file.name]
    if not measured:
        raise BadInput(f"{path}: no .conll to measure there; give a file, or a folder with *.dev.conll")
    return measured, [file for file in files if ".train" in file.name]


def _wants_baseline(options: Options) -> bool:
    for name in options.baselines or ():
        if name not in BASELINES:
            raise BadInput(f"{name!r} is no baseline of entities; use {', '.join(BASELINES)}")
    return options.baselines is None or "crf" in options.baselines


def _labels(model: SequenceModel) -> Labels:
    return lambda words: model.labels(words)[0]


def _read_plainly(file: Path) -> Labels:
    """Return the labels of the baseline, a model of the words alone."""
    import pycrfsuite

    tagger, features = pycrfsuite.Tagger(), Features({}, ())
    tagger.open(str(file))
    return lambda words: tagger.tag(features.of(words)) if words else []


def _counts(sentence: Sentence, call: Labels) -> Counts:
    words, owners = sentence.cut()
    wanted, said = set(sentence.names), set(names_of(call(words), owners))
    found: Counts = Counter()
    for key, names in (("gold", wanted), ("said", said), ("right", wanted & said)):
        found.update((name, key) for name, _, _ in names)
        found["all", key] += len(names)
    return found


def _f1(counts: Counts, cls: str) -> float:
    return 2 * counts[cls, "right"] / max(1, counts[cls, "gold"] + counts[cls, "said"])


def _line(who: str, name: str, rows: list[Counts]) -> tuple[Value, ...]:
    whole: Counts = sum(rows, Counter())
    rng = Random(1)  # noqa: S311  # the same interval in every run
    triples = [(row["all", "right"], row["all", "gold"] + row["all", "said"]) for row in rows]
    drawn = []
    for _ in range(_DRAWN):
        sample = rng.choices(triples, k=len(triples))
        drawn.append(2 * sum(right for right, _ in sample) / max(1, sum(both for _, both in sample)))
    drawn.sort()
    span = f"{drawn[_DRAWN // 40]:.3f}–{drawn[-_DRAWN // 40]:.3f}"
    return name, who, *(_f1(whole, cls) for cls in CLASSES), _f1(whole, "all"), span


def _rates(readers: dict[str, Labels], sentences: list[Sentence], rounds: int) -> dict[str, float]:
    rows = [sentence.cut()[0] for sentence in sentences]
    work = {name: partial(_each, call, rows) for name, call in readers.items()}
    return (
        {name: sum(map(len, rows)) / max(seconds, 1e-6) for name, seconds in interleaved(work, rounds).items()} if rounds else {}
    )


def _each(call: Labels, rows: list[list[str]]) -> None:
    for words in rows:
        call(words)
