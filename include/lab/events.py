"""Measures events: two reports of one happening should be in one event, and two of different happenings in two events.

Of labelled pairs, `copy` and `same_story` are one event; `related`, `template…` and `different` are not; undecided pairs are
left out. All texts of the file are grouped together. Beside this stands the grouping of a load, which knows one day at a time and
links neighbouring days (with the shipped bound). The bound of likeness is chosen on the pairs of other events (five folds) and
measured on the held-out ones. Another baseline is the tf-idf cosine of all words within the same window, with its bound chosen
in the same way. For the newsroom, every pair of reports is measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import comb, log, sqrt
from random import Random

from lab.cases import NEWSROOM, digest_of
from lab.pairs import LabelledPair, files_of, read_pairs
from lab.pairs import events as events_of
from lab.report import Column, Figure, Options, Report, Table, Value
from pantau.day import day_of, shift
from pantau.dedupe.compare import Text
from pantau.dedupe.shingles import words
from pantau.errors import BadInput
from pantau.events.days import DayArticle, find_families, find_links, find_parts, report_of
from pantau.events.grouping import LEAST_ALIKE, find_events, group
from pantau.events.likeness import WINDOW, alike_pairs
from pantau.events.terms import NewsReport, terms_of

BASELINES = ("tfidf",)
_GRID = tuple(step / 100 for step in range(4, 61, 2))
_FOLDS, _DRAWN, _LEAST_PRECISION = 5, 1_000, 0.9
_NEWSROOM_ARTICLES = 2_000
_LEAD = 2_000  # letters of a text that a load reads
_COLUMNS = (
    Column("reader"), Column("precision", ".4f"), Column("95 % of it"), Column("recall", ".4f"), Column("95 % of it "),
    Column("F1", ".4f"),
)  # fmt: skip
Said = Sequence[bool]
Count = tuple[float, float, float]  # said, true, right


def measure(path: str, options: Options) -> Report:
    """Measure how right the events are. Raises BadInput for a corpus that does not fit or an unknown baseline."""
    names = BASELINES if options.baselines is None else options.baselines
    for name in names:
        if name not in BASELINES:
            raise BadInput(f"{name!r} is no baseline of events; choose of {', '.join(BASELINES)}")
    if path == NEWSROOM:
        return _measure_newsroom()
    files = files_of(path)
    pairs = [pair for file in files for pair in read_pairs(file) if pair.decided]
    if not pairs:
        raise BadInput(f"{path}: no pair there is decided; a label is copy, same_story, related, template or different")
    answers = {"pantau": _answer_folds(_group_pairs(pairs), pairs)}
    answers["pantau, as shipped"] = _group_pairs(pairs)(LEAST_ALIKE)
    answers["pantau, day by day"] = _answer_by_day(pairs)
    if "tfidf" in names:
        answers["tfidf"] = _answer_folds(_tfidf(pairs), pairs)
    table = Table("One event or two (held out by event)", _COLUMNS, tuple(_line(*row, pairs) for row in answers.items()))
    corpus = f"{len(pairs)} decided pairs of {', '.join(file.name for file in files)}"
    digest = digest_of(file.read_bytes() for file in files)
    return Report("events", corpus, len(pairs), digest, _figures(_count(answers["pantau"], pairs)), (table,))


def _group_pairs(pairs: Sequence[LabelledPair]) -> Callable[[float], Said]:
    """Return the answers for a bound: whether both texts of a pair are in one event of all texts."""
    reports = {_key(text): NewsReport(_key(text), terms_of(text.title, text.text), text.published_at) for text in _texts(pairs)}
    edges = alike_pairs([reports[key] for key in sorted(reports)])

    def answer(least: float) -> Said:
        event = {key: found.members[0] for found in group(edges, least) for key in found.members}
        both = [(_key(pair.one), _key(pair.other)) for pair in pairs]
        return [one == other or (one in event and event[one] == event.get(other)) for one, other in both]

    return answer


def _answer_by_day(pairs: Sequence[LabelledPair]) -> Said:
    """Return for each pair whether both texts are in one event, if loads of their days make the events."""
    texts = {_key(text): text for text in _texts(pairs)}
    event = events_by_day(
        (
            DayArticle(key, text.title, text.text[:_LEAD], text.published_at, key),
            day_of(text.published_at) if text.published_at else "",
        )
        for key, text in texts.items()
    )
    return [event[_key(pair.one)] == event[_key(pair.other)] for pair in pairs]


def events_by_day(articles: Iterable[tuple[DayArticle, str]]) -> dict[str, str]:
    """Return article → event, as loads make events: from the parts of each day, and links between neighbouring days.

    Articles come with their day, "" if it is unknown; copies are known only by equal texts. An event is a part that continues
    no other part, and the part of the next day that continues it, as in the view `events`.
    """
    days: dict[str, list[DayArticle]] = {}
    for article, day in articles:
        days.setdefault(day, []).append(article)
    parts = {day: find_parts(find_families(found, [])) for day, found in days.items()}
    part_of = {family.first.article_id: part.part_id for found in parts.values() for part in found for family in part.families}
    reports = {day: [report_of(family.first) for part in found for family in part.families] for day, found in parts.items()}
    earlier: dict[str, str] = {}
    for day in filter(None, days):
        links = find_links(reports.get(shift(day, -1), []), reports[day], part_of)
        earlier |= {link.later_id: link.earlier_id for link in links}
    event: dict[str, str] = {}
    for found in parts.values():
        for part in found:
            before = earlier.get(part.part_id, "")
            name = before if before and before not in earlier else part.part_id
            event |= {article: name for family in part.families for article in family.articles}
    return event


def _tfidf(pairs: Sequence[LabelledPair]) -> Callable[[float], Said]:
    """Return the answer for each pair by the cosine of tf-idf of all words, within the window."""
    counts = {_key(text): Counter(map(str.lower, words(f"{text.title} {text.text}"))) for text in _texts(pairs)}
    known = Counter(word for count in counts.values() for word in count)
    weighed = {
        key: {word: times * log((1 + len(counts)) / (1 + known[word])) for word, times in count.items()}
        for key, count in counts.items()
    }
    norms = {key: sqrt(sum(value**2 for value in row.values())) or 1.0 for key, row in weighed.items()}

    def cosine(pair: LabelledPair) -> float:
        one, other = _key(pair.one), _key(pair.other)
        times = pair.one.published_at, pair.other.published_at
        if times[0] and times[1] and abs(times[0] - times[1]) > WINDOW:
            return 0.0
        shared = sum(value * weighed[other].get(word, 0.0) for word, value in weighed[one].items())
        return shared / (norms[one] * norms[other])

    cosines = [cosine(pair) for pair in pairs]
    return lambda least: [each >= least for each in cosines]


def _answer_folds(answer: Callable[[float], Said], pairs: Sequence[LabelledPair]) -> Said:
    """Return for each pair the answer under the bound that is best on the pairs of the other folds."""
    tried = [answer(least) for least in _GRID]
    folds = _folds(pairs)
    said = [False] * len(pairs)
    for fold in range(_FOLDS):
        others = [place for place, its in enumerate(folds) if its != fold]
        best = max(tried, key=lambda row: _worth(_count([row[place] for place in others], [pairs[place] for place in others])))
        for place, its in enumerate(folds):
            if its == fold:
                said[place] = best[place]
    return said


def _worth(count: Count) -> tuple[float, float]:
    """Return the value by which a bound is chosen: precision up to the wanted minimum, then recall."""
    precision, recall, _ = _shares(count)
    return min(precision, _LEAST_PRECISION), recall


def _folds(pairs: Sequence[LabelledPair]) -> list[int]:
    of = events_of(pairs)
    names = sorted(set(of))
    Random(1).shuffle(names)  # noqa: S311  # the same folds in every run
    place = {name: number % _FOLDS for number, name in enumerate(names)}
    return [place[name] for name in of]


def _line(name: str, said: Said, pairs: Sequence[LabelledPair]) -> tuple[Value, ...]:
    groups: dict[str, list[int]] = {}
    for place, event in enumerate(events_of(pairs)):
        groups.setdefault(event, []).append(place)
    counted = [_count([said[place] for place in rows], [pairs[place] for place in rows]) for rows in groups.values()]
    rng = Random(1)  # noqa: S311  # the same interval in every run
    drawn = [_shares(_sum(rng.choices(counted, k=len(counted)))) for _ in range(_DRAWN)]
    precision, recall, f1 = _shares(_sum(counted))
    return name, precision, _range([each[0] for each in drawn]), recall, _range([each[1] for each in drawn]), f1


def _range(drawn: Iterable[float]) -> str:
    rows = sorted(drawn)
    return f"{rows[_DRAWN // 40]:.3f}-{rows[-_DRAWN // 40]:.3f}"


def _count(said: Said, pairs: Sequence[LabelledPair]) -> Count:
    true = [pair.is_one_event for pair in pairs]
    return float(sum(said)), float(sum(true)), float(sum(one and other for one, other in zip(said, true, strict=True)))


def _sum(counts: Iterable[Count]) -> Count:
    said, true, right = map(sum, zip(*counts, strict=True))
    return said, true, right


def _shares(count: Count) -> tuple[float, float, float]:
    said, true, right = count
    return right / (said or 1), right / (true or 1), 2 * right / ((said + true) or 1)


def _figures(count: Count) -> tuple[Figure, ...]:
    return tuple(Figure(name, value, "high") for name, value in zip(("precision", "recall", "f1"), _shares(count), strict=True))


def _measure_newsroom() -> Report:
    """Measure how right the events of the newsroom's articles are, over every pair of reports."""
    from lab.newsroom_families import SECOND, articles

    rows = list(articles(_NEWSROOM_ARTICLES))
    truth = {row.article_id: row.family.removesuffix(SECOND) for row in rows}
    found = find_events(NewsReport(row.article_id, terms_of(row.title, row.text), row.published_at) for row in rows)
    count = _count_groups({key: event.members[0] for event in found for key in event.members}, truth)
    told = [(DayArticle(row.article_id, row.title, row.text[:_LEAD], row.published_at), day_of(row.published_at)) for row in rows]
    lines = (("pantau", *_shares(count)), ("pantau, day by day", *_shares(_count_groups(events_by_day(told), truth))))
    table = Table("Pairs of reports in one event", (_COLUMNS[0], _COLUMNS[1], _COLUMNS[3], _COLUMNS[5]), lines)
    digest = digest_of(f"{row.title}\n{row.text}".encode() for row in rows)
    return Report("events", f"{len(rows)} articles of the newsroom", len(rows), digest, _figures(count), (table,))


def _count_groups(event: Mapping[str, str], truth: Mapping[str, str]) -> Count:
    """Return the numbers of pairs of articles: said to be of one event, truly of one event, and both."""
    both = Counter(f"{truth[key]}\0{name}" for key, name in event.items())
    sizes = (Counter(event.values()), Counter(truth.values()), both)
    said, true, right = (float(sum(comb(size, 2) for size in found.values())) for found in sizes)
    return said, true, right


def _texts(pairs: Sequence[LabelledPair]) -> Iterable[Text]:
    return (text for pair in pairs for text in (pair.one, pair.other))


def _key(text: Text) -> str:
    return digest_of(part.encode() for part in (text.outlet, text.title, text.text))
