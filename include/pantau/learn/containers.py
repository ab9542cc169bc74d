"""Containers: on each host without a rule, the element that held the text on most pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pantau.extract.observed import Observation
from pantau.lessons import Container

_PAGES = 5  # least pages of a host
_SHARE = 0.6  # least share of the pages that have the element
_F1 = 0.8  # least mean F1, over the pages, of the letters in the element and the letters read
_REPEATED = 2  # a line on so many pages or more is not part of a page's own text
_KEPT = 2  # most selectors of a host


def containers_of(pages: Iterable[tuple[str, Observation]]) -> tuple[Container, ...]:
    """Return the elements of each host that best held what was read of its pages (`pages` are host and what was seen).

    The text of a page is what was read of it, without the lines that also stand on other pages of the host. An element is good
    by the mean F1 of its letters and those of the text. It must be on 60 % of at least 5 pages, with F1 0.8.
    """
    by_host: dict[str, list[Observation]] = defaultdict(list)
    for host, page in pages:
        if page.boxes:
            by_host[host].append(page)
    return tuple(one for host in sorted(by_host) for one in _of_host(host, by_host[host]))


def _of_host(host: str, pages: Sequence[Observation]) -> list[Container]:
    if len(pages) < _PAGES:
        return []
    times = Counter(line for page in pages for line in {line for line, _ in page.lines})
    scores: dict[str, list[float]] = defaultdict(list)
    for page in pages:
        for selector, score in _scores(page, times).items():
            scores[selector].append(score)
    good = []
    for selector, found in scores.items():
        mean = sum(found) / len(found)
        if len(found) >= _SHARE * len(pages) and mean >= _F1:
            good.append((-round(mean, 4), -len(found), selector))
    return [Container(host, selector, -count, len(pages)) for _, count, selector in sorted(good)[:_KEPT]]


def _scores(page: Observation, times: Counter[str]) -> dict[str, float]:
    """Return selector → F1 of the letters in its element and of those of the page's own text."""
    own = [len(line) if read and times[line] < _REPEATED else 0 for line, read in page.lines]
    sizes = [len(line) for line, _ in page.lines]
    whole = sum(own)
    if not whole:
        return {}
    return {selector: 2 * sum(own[start:stop]) / max(1, whole + sum(sizes[start:stop])) for selector, start, stop in page.boxes}
