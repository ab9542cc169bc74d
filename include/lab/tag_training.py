"""`make train-tags NER="a.conll ..." TEXTS="b.jsonl.gz ..."`: train the model of names and write it to seeds/tags.

Each sentence is learnt as it is and in lower case, because headlines and quoted chats lack capitals; sentences of news (files
named in NEWS) count twice. The model is the mean of the RUNS, each in a process of its own: see `lab.hidden_words`. The same
files and lists give the same bytes, however many runs work at a time; the model file names the digests of both.
"""

from __future__ import annotations

import gzip
import json
import sys
from argparse import ArgumentParser
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from lab.cases import digest_of
from lab.clusters import clusters_of
from lab.conll import Sentence, read_conll
from lab.hidden_words import hide_listed, mix
from pantau.errors import BadInput
from pantau.settings import settings
from pantau.tag.decoder import write_weights
from pantau.tag.features import Features
from pantau.tag.seeds import read_entities
from pantau.tag.sequence import CLUSTERS, HINTS, MODEL, features_of

SETTINGS = {"c1": 0.15, "c2": 0.02, "max_iterations": 90, "feature.minfreq": 2, "feature.possible_transitions": True}
_EVERY_SECOND = 2  # the clusters are made of every second text, because more texts take memory and change little


_OF_LISTS = ("persons.csv", "bodies.csv", "provinces.csv", "regencies.csv", "countries.csv", "wires.csv", HINTS, CLUSTERS)


@dataclass(frozen=True, slots=True)
class Run:
    """One training: whether half of the listed words are hidden, by which seed, and how often its weights count in the mean."""

    hide: bool
    seed: int
    counts: int


RUNS = (Run(hide=False, seed=1, counts=2), Run(hide=True, seed=1, counts=1))


def main(argv: Sequence[str]) -> int:
    """Train on the named files. Raises BadInput for a file of another form."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--ner", nargs="+", required=True, type=Path)
    parser.add_argument("--texts", nargs="*", default=[], type=Path, help="JSON lines with `content`; without them clusters stay")
    parser.add_argument("--news", default="news", help="part of the name of files that count twice")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time")
    asked = parser.parse_args(argv)
    folder = settings().seeds_dir / "tags"
    if asked.texts:
        lists = clusters_of(_texts(asked.texts))
        (folder / CLUSTERS).write_text("".join(" ".join(words) + "\n" for words in lists), encoding="utf-8")
    sentences = [one for file in asked.ner for one in _read(file, asked.news)]
    made_of = {
        "files": digest_of(file.read_bytes() for file in asked.ner),
        "lists": digest_of((folder / name).read_bytes() for name in _OF_LISTS),
    }
    train_runs(sentences, features_of(folder, read_entities(folder)), folder / MODEL, asked.jobs, made_of)
    print(f"{folder / MODEL}: {len(sentences)} sentences, {(folder / MODEL).stat().st_size / 1e6:.1f} MB")
    return 0


def train_runs(sentences: Sequence[Sentence], features: Features, target: Path, jobs: int, made_of: dict[str, str]) -> None:
    """Write the mean of the RUNS, `jobs` of them trained at a time, and the digests of what they were made of."""
    with TemporaryDirectory() as place, ProcessPoolExecutor(jobs) as pool:
        files = [Path(place) / str(number) for number in range(len(RUNS))]
        list(pool.map(_train_run, RUNS, files, [sentences] * len(RUNS), [features] * len(RUNS)))
        mix([file for run, file in zip(RUNS, files, strict=True) for _ in range(run.counts)], target, made_of)


def _train_run(run: Run, target: Path, sentences: Sequence[Sentence], features: Features) -> None:
    file = target.with_suffix(".crfsuite")
    train(sentences, features, file, hide=run.hide, seed=run.seed)
    save_weights(file, target, {one.corpus for one in sentences if one.corpus})


def train(
    sentences: Iterable[Sentence], features: Features, target: Path, lowered: bool = True, hide: bool = False, seed: int = 1
) -> None:
    """Train a model on the sentences, and on the same sentences in lower case, and write it to `target`.

    `hide`: half of the words in listed names, drawn by `seed`, are hidden (`lab.hidden_words`).
    """
    trainer, rng = trainer_of(SETTINGS), Random(seed)  # noqa: S311 - which words are hidden is no secret
    for sentence in sentences:
        copies = dict.fromkeys((sentence, sentence.lowered()) if lowered else (sentence,))
        for one in copies:
            words, owners = one.cut()
            rows = hide_listed(features.of(words), rng) if hide else features.of(words)
            trainer.append(_of_its_corpus(rows, one.corpus), one.labels(words, owners))
    trainer.train(str(target))


def save_weights(file: Path, target: Path, corpora: Collection[str]) -> None:
    """Write the weights of a trained model to `target`, without the features of a corpus with label rules of its own."""
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(file))
    info = tagger.info()
    labels = sorted(info.labels)
    between = [[round(info.transitions.get((one, other), 0.0), 4) for other in labels] for one in labels]
    weights: dict[str, list[float]] = {}
    for (feature, label), weight in sorted(info.state_features.items()):
        if feature.partition(":")[0] not in corpora:
            weights.setdefault(feature, []).extend((labels.index(label), round(weight, 3)))
    write_weights(target, labels, between, weights)


def _of_its_corpus(rows: list[list[str]], corpus: str) -> list[list[str]]:
    """Return the features of a sentence. For a corpus with its own label rules, add each feature with the name of the corpus.

    These second features learn what is true only in that corpus, and no text has them when it is tagged (Daume 2007,
    "Frustratingly easy").
    """
    return [[*row, *(f"{corpus}:{feature}" for feature in row)] for row in rows] if corpus else rows


def trainer_of(options: dict[str, Any]) -> Any:
    """Return a silent trainer of conditional random fields with these settings."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params(options)
    return trainer


def _read(file: Path, news: str) -> list[Sentence]:
    return read_conll(file) * 2 if news in file.name else read_conll(file, corpus=file.name.split(".")[0])


def _texts(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        try:
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                for number, line in enumerate(lines):
                    if number % _EVERY_SECOND == 0:
                        yield json.loads(line)["content"]
        except (OSError, ValueError, KeyError) as error:
            raise BadInput(f"{file}: {error}; give gzipped JSON lines with `content`") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
