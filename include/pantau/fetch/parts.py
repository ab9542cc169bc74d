"""Articles over several pages: how many parts the first page names, where they are, and whether a part is new."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from pantau.limits import TooCostly, refuse_costly
from pantau.model import Outlet
from pantau.rules import OutletRule, Pages, Rules
from pantau.urls import fetch_url, in_domains, part_url, plain_url

_PROSE = 40  # letters: a line with this many counts as a paragraph; pagers, captions and buttons are shorter
_NUMBERS = 200  # elements of a pager that are read


class Parts:
    """The parts of one article as they come: `total` of them, part n at `address(n)`."""

    def __init__(
        self, url: str, form: str = "", total: int = 1, bodies: tuple[str, ...] = (), told: frozenset[str] = frozenset()
    ) -> None:
        self.total, self.bodies = total, bodies
        self._url, self._form = url, form
        self._told = set(told)

    def address(self, number: int) -> str:
        """Return where part `number` is."""
        return part_url(self._url, self._form, number)

    def take(self, said: frozenset[str] | None) -> bool:
        """Remember the text of a part and return whether any of it is new, because sites and their caches send page 1 for page
        2.

        If a part cannot be read (None), nobody knows: it is landed as it is, and extract gives it its named outcome.
        """
        if said is None:
            return True
        fresh = not said <= self._told
        self._told |= said
        return fresh


def may_have_parts(url: str, outlet: Outlet | None, rules: Rules) -> bool:
    """Tell whether the first page of an article must be read to know its parts: only if a rule says where the next one is."""
    if outlet is None or not in_domains(urlsplit(url).hostname or "", outlet.domains):
        return False
    rule = rules.for_outlet(outlet.outlet)
    return bool(rule.pages.next if rule else any(system.pages.next for system in rules.detected))


def parts_of(body: bytes, url: str, outlet: Outlet | None, rules: Rules) -> Parts:
    """Return the parts of the article whose first page came from `url`; only the first if its outlet has no rule for the
    next."""
    one = Parts(url)
    if outlet is None or not may_have_parts(url, outlet, rules):
        return one
    try:
        tree = _tree(body)
    except TooCostly:
        return one
    rule = rules.for_outlet(outlet.outlet) or rules.for_page(outlet.outlet, tree)
    total = _count(tree, rule.pages) if rule and rule.pages.next else 1
    if rule is None or total == 1:
        return one
    bodies = tuple(_bodies(rule))
    return Parts(plain_url(fetch_url(url), rule.pages.whole), rule.pages.next, total, bodies, _paragraphs(tree, bodies))


def said_by(body: bytes, bodies: tuple[str, ...]) -> frozenset[str] | None:
    """Return the paragraphs of a part, found by the selectors of its text; None for a page that no parser should get."""
    try:
        return _paragraphs(_tree(body), bodies)
    except TooCostly:
        return None


def _tree(body: bytes) -> LexborHTMLParser:
    """Return the parsed page; raise TooCostly for a page that would delay every other fetch."""
    refuse_costly(body.decode("latin-1"))
    return LexborHTMLParser(body)


def _bodies(rule: OutletRule) -> Iterable[str]:
    return (selector for generation in rule.generations for selector in generation.body)


def _count(tree: LexborHTMLParser, pages: Pages) -> int:
    """Return the highest page number that the page prints, between 1 and the rule's maximum; 2 if page 2 is all the rest."""
    texts = (node.text() for node in tree.css(pages.count)[:_NUMBERS])
    found = (match[match.lastindex or 0] for text in texts for match in pages.pattern.finditer(text))
    numbers = [int(number) for number in found if number.isdecimal() and len(number) < 6]
    return max(1, min(max(numbers, default=1), pages.most if "{n}" in pages.next else 2))


def _paragraphs(tree: LexborHTMLParser, bodies: tuple[str, ...]) -> frozenset[str]:
    """Return the paragraphs of the text if a rule says where it is, else of the whole page."""
    nodes = next(filter(None, (tree.css(selector) for selector in bodies)), None) or ([tree.root] if tree.root else [])
    texts = {" ".join(part.text().split()) for node in nodes for part in node.css("p")}
    prose = {text for text in texts if len(text) >= _PROSE}
    return frozenset(prose or {" ".join(node.text().split()) for node in nodes})
