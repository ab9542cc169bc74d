"""`pantau evaluate tone PATH`: the tone of headlines that are later than the learnt ones, beside plain tf-idf in the same run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from lab.cases import digest_of
from lab.report import Column, Figure, Options, Report, Table, Value
from lab.tone_training import ToldHeadline, learn, learn_calibrated, read_headlines, split_by_time
from pantau.errors import BadInput
from pantau.tag.tone import LABELS, Features, ToneWeights, shares_of

BASELINES = {"tf-idf": "words"}
_WORD = re.compile(r"\w+")
_KEPT = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)
_DRAWN, _RARE = 400, 2  # draws of the interval; headlines that a word of the baseline must stand in
Pair = tuple[int, int, float]  # true tone, said tone, probability


def measure(path: str, options: Options) -> Report:
    """Measure macro-F1 on the latest fifth of the headlines, for all of these and for the most certain ones.

    A new model is learnt and calibrated on the four earlier fifths, because the model in seeds/ may know the measured
    headlines. PATH is a CSV with judul, tanggal, sentimen, or a folder with tone/*.csv. Raises BadInput for an unknown
    baseline, or if there are no headlines.
    """
    for name in options.baselines or ():
        if name not in BASELINES:
            raise BadInput(f"{name!r} is no baseline of tone; use {', '.join(BASELINES)}")
    files = sorted(Path(path).glob("tone/*.csv")) if Path(path).is_dir() else [Path(path)]
    if not files:
        raise BadInput(f"{path}: no tone/*.csv to measure there; give a CSV with judul, tanggal and sentimen")
    headlines = sorted((one for file in files for one in read_headlines(file)), key=lambda one: one.day)
    earlier, later = split_by_time(headlines)
    pairs = {"pantau": _judge(learn_calibrated(*split_by_time(earlier), earlier), later)}
    if options.baselines is None or "tf-idf" in options.baselines:
        pairs["tf-idf"] = _judge(learn(earlier, _words_of, telling=0.0, rare=_RARE), later, _words_of)
    own = pairs["pantau"]
    figures = [Figure("macro-F1", macro_f1(own), "high"), Figure("macro-F1, surest 70 %", macro_f1(_surest(own, 0.7)), "high")]
    figures.append(Figure("calibration error", calibration_error(own), "low"))
    title = f"{len(later)} headlines from {later[0].day} on of {', '.join(file.name for file in files)}"
    tables = (_classes(pairs), _curve(pairs))
    return Report("tone", title, len(later), digest_of(file.read_bytes() for file in files), tuple(figures), tables)


def _words_of(sentence: str) -> Iterable[str]:
    return _WORD.findall(sentence.lower())


def _judge(weights: ToneWeights, headlines: Sequence[ToldHeadline], features: Features | None = None) -> list[Pair]:
    found = []
    for one in headlines:
        shares = shares_of(one.title, weights, features)
        best = max(range(len(shares)), key=shares.__getitem__)
        found.append((one.tone, best, shares[best]))
    return found


def f1_of_tone(pairs: Sequence[Pair], tone: int) -> float:
    """Return F1 of one tone; 0 if nothing is right."""
    right = sum(true == said == tone for true, said, _ in pairs)
    return 2 * right / max(1, sum((true == tone) + (said == tone) for true, said, _ in pairs))


def macro_f1(pairs: Sequence[Pair]) -> float:
    """Return the mean of the F1 of the three tones."""
    return sum(f1_of_tone(pairs, tone) for tone in range(len(LABELS))) / len(LABELS)


def calibration_error(pairs: Sequence[Pair], parts: int = 10) -> float:
    """Return the distance of the probability from the share that is right, as a mean over ten parts of rising probability."""
    ordered = sorted(pairs, key=lambda pair: pair[2])
    cuts = [ordered[len(ordered) * at // parts : len(ordered) * (at + 1) // parts] for at in range(parts)]
    return sum(abs(sum(sure - (true == said) for true, said, sure in cut)) for cut in cuts) / max(1, len(ordered))


def _surest(pairs: Sequence[Pair], share: float) -> list[Pair]:
    return sorted(pairs, key=lambda pair: -pair[2])[: round(share * len(pairs))]


def _classes(pairs: dict[str, list[Pair]]) -> Table:
    columns = (Column("reader"), *(Column(label, ".3f") for label in LABELS), Column("macro-F1", ".3f"), Column("95 %"))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (who, *(f1_of_tone(found, tone) for tone in range(len(LABELS))), macro_f1(found), _interval(found))
        for who, found in pairs.items()
    )
    return Table("F1 per tone, every headline", columns, rows)


def _curve(pairs: dict[str, list[Pair]]) -> Table:
    columns = (Column("share answered", ".2f"), *(Column(f"macro-F1 {who}", ".3f") for who in pairs), Column("least", ".2f"))
    rows: list[tuple[Value, ...]] = []
    for share in _KEPT:
        own = _surest(pairs["pantau"], share)
        rows.append((share, *(macro_f1(_surest(found, share)) for found in pairs.values()), own[-1][2] if own else None))
    return Table("What is gained by no answer where it is least sure", columns, tuple(rows))


def _interval(pairs: list[Pair]) -> str:
    rng = Random(1)  # noqa: S311  # the same interval in every run
    drawn = sorted(macro_f1(rng.choices(pairs, k=len(pairs))) for _ in range(_DRAWN))
    return f"{drawn[_DRAWN // 40]:.3f}–{drawn[-_DRAWN // 40]:.3f}"
