"""`pantau evaluate quotes PATH`: who says what in marked articles. The baseline takes the name nearest to the quotation marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from lab.marked import Counts, MarkedArticle, measure_readers, name_of
from lab.report import Options, Report
from pantau.tag.article import ReadArticle

_MARKS = re.compile(r"[\"“]([^\"“”\n]{10,})[\"”]")
_SHARE = 0.7  # share of two stretches, over both lengths, from which they count as the same words
_NEAR = 200  # letters from the marks within which the nearest name is searched
Said = tuple[int, int, str, bool]  # start, end, speaker, direct


def measure(path: str, options: Options) -> Report:
    """Measure F1 of quotes with the right speaker (direct, indirect, all) and of the words alone; each marked quote counts
    once."""
    readers = {"pantau": _read, "nearest": _read_plainly}
    return measure_readers("quotes", path, options, readers, ("direct", "indirect", "all", "words alone"))


def _read(marked: MarkedArticle, read: ReadArticle) -> Counts:
    return _count(marked, [(one.start, one.end, one.speaker, one.direct) for one in read.quotes])


def _read_plainly(marked: MarkedArticle, read: ReadArticle) -> Counts:
    """Count words between marks; the speaker is the person or organisation whose mention is nearest to them."""
    mentions = [(*span, one.label) for one in read.entities if one.type != "place" for span in one.spans]
    return _count(marked, list(_between_marks(marked.text, mentions)))


def _between_marks(text: str, mentions: list[tuple[int, int, str]]) -> Iterable[Said]:
    for found in _MARKS.finditer(text):
        near = [(min(abs(start - found.end()), abs(found.start() - end)), label) for start, end, label in mentions]
        distance, label = min(near, default=(_NEAR + 1, ""))
        yield found.start(1), found.end(1), label if distance <= _NEAR else "", True


def _count(marked: MarkedArticle, said: list[Said]) -> Counts:
    surfaces: dict[str, set[str]] = {}
    for one in marked.entities:
        surfaces.setdefault(one["canonical"], set()).add(one["surface"])
    counts: Counts = Counter()
    for key, kinds in (("gold", [one["direct"] for one in marked.quotes]), ("said", [one[3] for one in said])):
        counts["direct", key], counts["indirect", key] = sum(kinds), len(kinds) - sum(kinds)
        counts["all", key] = counts["words alone", key] = len(kinds)
    left = list(said)
    for quote in marked.quotes:
        share, best = max(((_share(quote["start"], quote["end"], one), one) for one in left), default=(0.0, None))
        if best is None or share < _SHARE:
            continue
        left.remove(best)
        counts["words alone", "right"] += 1
        if same_person(best[2], {quote["speaker"], *surfaces.get(quote["speaker"], ())}):
            counts["all", "right"] += 1
            counts["direct" if quote["direct"] else "indirect", "right"] += quote["direct"] == best[3]
    return counts


def _share(start: int, end: int, said: Said) -> float:
    common = min(end, said[1]) - max(start, said[0])
    return 2 * common / max(1, end - start + said[1] - said[0]) if common > 0 else 0.0


def same_person(said: str, names: Iterable[str]) -> bool:
    """Tell whether a name has the words of one of `names`, or only some of its words ("Budi" for "Budi Santoso")."""
    words = set(name_of(said).split())
    return bool(words) and any(words <= other or (other <= words and other) for other in (set(name_of(n).split()) for n in names))
