"""The same page read by its outlet's rule and without any rule, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pantau.model import PageReading
from pantau.text import letters_of
from pantau.text.overlap import precision_recall

FIELDS = ("title", "authors", "time", "section", "text")
VERDICTS = ("same", "different", "only_rule", "only_fallback", "neither")
_SAME_TEXT = 0.995  # F1 of words; a text with one more comma or dateline is the same text
_MOST_PAGES = 3  # to look at


@dataclass(frozen=True, slots=True)
class Compared:
    """One page: whether the rule read the page, the verdict of each field, and the F1 of the words of both texts."""

    url: str
    ruled: bool
    fields: Mapping[str, str]
    f1: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pages of an outlet together: how many the rule read, by field the count of each verdict, the mean F1, pages to look at."""

    pages: int
    ruled: int
    fields: Mapping[str, Mapping[str, int]]
    f1: float
    look_at: tuple[Compared, ...]


def compare(url: str, rule: PageReading, fallback: PageReading) -> Compared:
    """Return what two readings of a page have in common."""
    f1 = precision_recall(fallback.text, rule.text)[2] if rule.text or fallback.text else 1.0
    values = {
        "title": (letters_of(rule.title), letters_of(fallback.title)),
        "authors": (_names(rule.authors), _names(fallback.authors)),
        "time": (rule.published_at, fallback.published_at),
        "section": (letters_of(rule.section), letters_of(fallback.section)),
        "text": (rule.text, fallback.text),
    }
    fields = {name: _verdict(*both) for name, both in values.items()}
    if fields["text"] == "different" and f1 >= _SAME_TEXT:
        fields["text"] = "same"
    return Compared(url, rule.method.partition("+")[0] == "rule", fields, round(f1, 4))


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(letters_of, names)))


def _verdict(rule: object, fallback: object) -> str:
    if not rule or not fallback:
        return "only_rule" if rule else "only_fallback" if fallback else "neither"
    return "same" if rule == fallback else "different"


def together(pages: Sequence[Compared]) -> Comparison:
    """Return the counts of many pages, and the three that differ most: a different text counts before other fields."""
    counts = {name: Counter(page.fields[name] for page in pages) for name in FIELDS}
    unlike = sorted(pages, key=lambda page: (page.f1, -_differences(page), page.url))
    return Comparison(
        pages=len(pages),
        ruled=sum(page.ruled for page in pages),
        fields={name: {verdict: found[verdict] for verdict in VERDICTS} for name, found in counts.items()},
        f1=sum(page.f1 for page in pages) / len(pages) if pages else 0.0,
        look_at=tuple(page for page in unlike if page.f1 < 1 or _differences(page))[:_MOST_PAGES],
    )


def _differences(page: Compared) -> int:
    return sum(verdict not in ("same", "neither") for verdict in page.fields.values())
