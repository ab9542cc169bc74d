"""Articles over several pages: how many parts the first page speaks of, where they are, and whether what came is new."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from pantau.limits import TooCostly, refuse_costly
from pantau.model import Outlet
from pantau.rules import OutletRule, Pages, Rules
from pantau.urls import fetch_url, in_domains, part_url, plain_url

_PROSE = 40  # letters from which a line is taken for a paragraph; pagers, captions and buttons are shorter
_NUMBERS = 200  # elements of a pager that are looked at


class Parts:
    """The parts of one article as they come: `total` of them, part n at `address(n)`."""

    def __init__(self, url: str, form: str = "", total: int = 1, bodies: tuple[str, ...] = ()) -> None:
        self.total = total
        self._url, self._form, self._bodies = url, form, bodies
        self._told: set[str] = set()

    def address(self, number: int) -> str:
        """Return where part `number` is."""
        return part_url(self._url, self._form, number)

    def take(self, body: bytes | LexborHTMLParser) -> bool:
        """Remember what a part says and return whether any of it is new: sites and their caches send page 1 for page 2."""
        try:
            tree = body if isinstance(body, LexborHTMLParser) else _tree(body)
        except TooCostly:
            return True  # landed as it is: extract gives it its named end
        said = _paragraphs(tree, self._bodies)
        fresh = not said <= self._told
        self._told |= said
        return fresh


def parts_of(body: bytes, url: str, outlet: Outlet | None, rules: Rules) -> Parts:
    """Return the parts of the article whose first page came from `url`; one where its outlet has no rule for the next."""
    one = Parts(url)
    if outlet is None or not in_domains(urlsplit(url).hostname or "", outlet.domains):
        return one
    rule = rules.for_outlet(outlet.outlet)
    if not (rule.pages.next if rule else any(system.pages.next for system in rules.detected)):
        return one
    try:
        tree = _tree(body)
    except TooCostly:
        return one
    rule = rule or rules.for_page(outlet.outlet, tree)
    total = _count(tree, rule.pages) if rule and rule.pages.next else 1
    if rule is None or total == 1:
        return one
    parts = Parts(plain_url(fetch_url(url), rule.pages.whole), rule.pages.next, total, tuple(_bodies(rule)))
    parts.take(tree)
    return parts


def _tree(body: bytes) -> LexborHTMLParser:
    """Return the parsed page; raise TooCostly for one that would hold up every other fetch."""
    refuse_costly(body.decode("latin-1"))
    return LexborHTMLParser(body)


def _bodies(rule: OutletRule) -> Iterable[str]:
    return (selector for generation in rule.generations for selector in generation.body)


def _count(tree: LexborHTMLParser, pages: Pages) -> int:
    """Return the highest page number the page prints, between 1 and what the rule allows; 2 where page 2 is all the rest."""
    texts = (node.text() for node in tree.css(pages.count)[:_NUMBERS])
    found = (match[match.lastindex or 0] for text in texts for match in pages.pattern.finditer(text))
    numbers = [int(number) for number in found if number.isdecimal() and len(number) < 6]
    return max(1, min(max(numbers, default=1), pages.most if "{n}" in pages.next else 2))


def _paragraphs(tree: LexborHTMLParser, bodies: tuple[str, ...]) -> set[str]:
    """Return the paragraphs of the text where a rule says where that is, else of the whole page."""
    nodes = next(filter(None, (tree.css(selector) for selector in bodies)), None) or ([tree.root] if tree.root else [])
    texts = {" ".join(part.text().split()) for node in nodes for part in node.css("p")}
    prose = {text for text in texts if len(text) >= _PROSE}
    return prose or {" ".join(node.text().split()) for node in nodes}
