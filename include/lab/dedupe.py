"""Measures dedupe: how many copies among pairs of texts, and how many families among many articles, does it find?

Of labelled pairs, `copy` should be found; `same_story_or_copy(rule)` is left out of precision and recall; `template…` must not be
called a copy. If pairs have a `weight` (how many pairs of the population one stands for), the weight counts. Intervals draw whole
events, so that ten pairs of one event do not count as ten.

The baselines are Pantau's former thresholds by hand, the text alone, Jaccard of five-word runs from .5, and datasketch's
MinHash of these runs from .5. Pairs on which the judge was trained are marked, with its held-out scores.

Pantau compares only the pairs that its search reaches. A second table counts copies that the search misses as missed; for pairs
of the training, its judges saw no pair of the same event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from lab.cases import NEWSROOM, digest_of
from lab.cost import interleaved
from lab.judge_training import held_out_copies
from lab.pair_scores import Answered, interval, scores
from lab.pairs import RULE_MADE, LabelledPair, events, files_of, read_pairs
from lab.reach import reached
from lab.report import Column, Figure, Options, Report, Table, Value
from lab.thresholds_by_hand import told_by_hand
from pantau.dedupe.command import shipped_judge
from pantau.dedupe.compare import COPY, EDITED_COPY, Text, compare
from pantau.dedupe.judge import FILE
from pantau.dedupe.passages import prepare
from pantau.dedupe.shingles import runs, words
from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.settings import settings

BASELINES = ("by_hand", "text", "jaccard", "datasketch")
RUN, LEAST = 5, 0.5
Judge = Callable[[Text, Text], bool]
_COLUMNS = (
    Column("reader"), Column("precision", ".4f"), Column("recall", ".4f"), Column("F1", ".4f"), Column("95 % of F1"),
    Column("F1 by pair", ".4f"), Column("95 % of it"), Column("false friends rejected", ".4f"), Column("pairs/s", ",.0f"),
)  # fmt: skip
_RELATIONS = (Column("outlets"), Column("pairs", ",.0f"), Column("copies", ",.0f"), *_COLUMNS[1:7])


def measure(path: str, options: Options) -> Report:
    """Measure how right the comparison is. Raises BadInput for a corpus that does not fit or an unknown baseline."""
    names = _baselines(options)
    if path == NEWSROOM:
        from lab.dedupe_newsroom import measure_newsroom

        return measure_newsroom([name for name in names if name != "by_hand"])
    files = files_of(path)
    read = {file: read_pairs(file) for file in files}
    pairs = [pair for rows in read.values() for pair in rows]
    of = events(pairs)
    judges = {"pantau": told} | {name: JUDGES[name]() for name in names}
    answers = {
        name: [*zip(pairs, (judge(pair.one, pair.other) for pair in pairs), strict=True)] for name, judge in judges.items()
    }
    speed = _speed(judges, pairs, options.rounds)
    rows = [(name, *_shares(answer, of), _share_of_rejected(answer), speed.get(name)) for name, answer in answers.items()]
    seen = _trained_on(files)
    together, figures = _together([pair for file in seen or files for pair in read[file]], answers, held=bool(seen))
    tables = (
        Table("Copies among pairs (weighted)", _COLUMNS, tuple(rows)), *together, _relations(answers["pantau"], of), _kinds(pairs)
    )  # fmt: skip
    corpus = f"{len(pairs)} pairs ({sum(pair.decided for pair in pairs)} decided) of {', '.join(file.name for file in files)}"
    digest = digest_of(file.read_bytes() for file in files)
    return Report("dedupe", corpus, len(pairs), digest, (*_figures(answers["pantau"]), *figures), tables, _training_notes(seen))


def told(one: Text, other: Text) -> bool:
    """Tell whether Pantau calls two texts copies."""
    return compare(one, other, shipped_judge()).kind in (COPY, EDITED_COPY)


def same_text() -> Judge:
    """Return the judge that compares only the letters of the texts."""
    return lambda one, other: words(one.text) == words(other.text)


def jaccard() -> Judge:
    """Return the judge that calls texts copies if they share half of all their five-word runs."""

    def judge(one: Text, other: Text) -> bool:
        mine, theirs = set(runs(words(one.text), RUN)), set(runs(words(other.text), RUN))
        return bool(mine | theirs) and len(mine & theirs) >= LEAST * len(mine | theirs)

    return judge


def datasketch() -> Judge:
    """Return the judge that does this with datasketch, with 128 permutations."""
    from datasketch import MinHash

    def judge(one: Text, other: Text) -> bool:
        tokens = [[run.encode() for run in runs(words(text.text), RUN)] for text in (one, other)]
        mine, theirs = MinHash.bulk(tokens, num_perm=128)
        return bool(mine.jaccard(theirs) >= LEAST)

    return judge


def by_hand() -> Judge:
    """Return the former judge: thresholds set by hand."""
    return told_by_hand


JUDGES: dict[str, Callable[[], Judge]] = {"by_hand": by_hand, "text": same_text, "jaccard": jaccard, "datasketch": datasketch}


def _figures(answered: Answered) -> tuple[Figure, ...]:
    decided = [(pair, said) for pair, said in answered if pair.decided]
    found: list[tuple[str, float | None]] = [("rejected", _share_of_rejected(answered))]
    if any(pair.is_copy for pair, _ in decided):
        found += scores(decided)._asdict().items()
        found.append(("f1_by_pair", scores(decided, weighted=False).f1))
    return tuple(Figure(name, value, "high") for name, value in found if value is not None)


def _shares(answered: Answered, of: Sequence[str]) -> tuple[Value, ...]:
    """Return weighted precision, recall and F1 with its interval, then F1 by pair with its interval; None if there are no
    copies."""
    kept = [(one, event) for one, event in zip(answered, of, strict=True) if one[0].decided]
    decided, groups = [one for one, _ in kept], [event for _, event in kept]
    if not any(pair.is_copy for pair, _ in decided):
        return (None,) * 6
    weighted, plain = (_range(interval(decided, groups, weighted=by)) for by in (True, False))
    return (*scores(decided), weighted, scores(decided, weighted=False).f1, plain)


def _range(two: tuple[float, float]) -> str:
    return f"{two[0]:.3f}-{two[1]:.3f}"


def _share_of_rejected(answered: Answered) -> float | None:
    friends = [said for pair, said in answered if pair.label.startswith("template")]
    return 1 - sum(friends) / len(friends) if friends else None


def _together(
    pairs: Sequence[LabelledPair], answers: Mapping[str, Answered], *, held: bool
) -> tuple[tuple[Table, ...], tuple[Figure, ...]]:
    """Return the scores of the judge alone, of search and judge together and of the baselines, on decided pairs that a person
    labelled; no table if there are none. `held` says whether to train judges anew without the event of each pair."""
    decided = [pair for pair in pairs if pair.decided]
    of, found = events(decided), reached(decided)
    alone = held_out_copies(decided) if held else [told(pair.one, pair.other) for pair in decided]
    both = [one and other for one, other in zip(found, alone, strict=True)]
    beside = {name: dict(rows) for name, rows in answers.items() if name != "pantau"}
    rows = {
        "judge alone": alone, "search alone": found, "search and judge": both,
        **{name: [said[pair] for pair in decided] for name, said in beside.items()},
    }  # fmt: skip
    own = [place for place, pair in enumerate(decided) if not pair.label.endswith(RULE_MADE)]
    if not any(decided[place].is_copy for place in own):
        return (), ()
    answered = {name: [*zip(decided, said, strict=True)] for name, said in rows.items()}
    labelled = {name: [said[place] for place in own] for name, said in answered.items()}
    lines = tuple(
        (name, *_shares(labelled[name], [of[place] for place in own]), _share_of_rejected(said))
        for name, said in answered.items()
    )
    what = f"Search and judge together, {len(own)} pairs" + ", held out by event" * held
    figures = scores(labelled["search and judge"]).f1, scores(labelled["search and judge"], weighted=False).f1
    named = tuple(Figure(name, value, "high") for name, value in zip(("together", "together_by_pair"), figures, strict=True))
    return (Table(what, _COLUMNS[:-1], lines),), named


def _relations(answered: Answered, of: Sequence[str]) -> Table:
    """Return Pantau's scores by the relation between the two outlets."""
    rows = []
    for relation in sorted({pair.relation for pair, _ in answered}):
        own = [place for place, (pair, _) in enumerate(answered) if pair.relation == relation and pair.decided]
        chosen = [answered[place] for place in own]
        copies = float(sum(pair.is_copy for pair, _ in chosen))
        rows.append((relation, float(len(own)), copies, *_shares(chosen, [of[place] for place in own])))
    return Table("Copies by owner (pantau)", _RELATIONS, tuple(rows))


def _kinds(pairs: Sequence[LabelledPair]) -> Table:
    """Return the labels against what Pantau says."""
    kinds = (COPY, EDITED_COPY, "same_event", "")
    said: dict[str, list[str]] = {}
    for pair in pairs:
        said.setdefault(pair.label, []).append(compare(pair.one, pair.other, shipped_judge()).kind)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (label, *(float(found.count(kind)) for kind in kinds)) for label, found in sorted(said.items())
    )
    return Table("Labels and answers", (Column("label"), *(Column(kind or "nothing", ",.0f") for kind in kinds)), rows)


def _card() -> Mapping[str, Any]:
    found: Mapping[str, Any] = parse_yaml((settings().seeds_dir / FILE).read_text(encoding="utf-8"))
    return found


def _trained_on(files: Sequence[Path]) -> list[Path]:
    """Return those of the files on which the judge was trained."""
    digests = {row["digest"] for row in _card()["data"]["files"]}
    return [file for file in files if digest_of([file.read_bytes()]) in digests]


def _training_notes(seen: Sequence[Path]) -> tuple[str, ...]:
    """Return a note on the files on which the judge was trained. The figures of such a file say nothing about other pairs."""
    if not seen:
        return ()
    card = _card()
    held = card["held_out"]
    one, other = (
        f"{held[name]['f1']:.3f} ({held[name]['f1_low']:.3f}-{held[name]['f1_high']:.3f})" for name in ("by_pair", "weighted")
    )
    what = f"held out by event, {held['pairs']} pairs: F1 by pair {one}, weighted {other}"
    names = ", ".join(file.name for file in seen)
    return (f"TRAINED ON: the judge of {card['trained']} was trained on {names}, so Pantau's row flatters it; {what}",)


def _speed(judges: dict[str, Judge], pairs: Sequence[LabelledPair], rounds: int) -> dict[str, float]:
    """Return the pairs that each judge decides per CPU second, with empty caches."""
    if not rounds:
        return {}

    def work(judge: Judge) -> None:
        prepare.cache_clear()
        for pair in pairs:
            judge(pair.one, pair.other)

    spent = interleaved({name: partial(work, judge) for name, judge in judges.items()}, rounds)
    return {name: len(pairs) / seconds for name, seconds in spent.items()}


def _baselines(options: Options) -> tuple[str, ...]:
    names = BASELINES if options.baselines is None else options.baselines
    for name in names:
        if name not in JUDGES:
            raise BadInput(f"{name!r} is no baseline of dedupe; choose of {', '.join(BASELINES)}")
    return names
