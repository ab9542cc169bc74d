"""The clean text of an article: boilerplate taken out by named rules, each removal kept with the rule that made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pantau.clean.rules import Press, Rule, RuleBook, press_rules, press_sources, read_rules
from pantau.clean.text import letters_of, normal_text, text_digest
from pantau.model import Removal
from pantau.settings import settings

_CHROME = 20  # lines above a repeated headline
_LONG = 80  # letters from which a line is prose
_TAIL = 2_000  # letters of a last line in which a tail is looked for: a text without line breaks would take minutes
_MOST_TAILS = 200  # tails of one text
_ROUNDS = 8  # each round that removes something is followed by another; texts settle in two


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text without boilerplate, and what was learnt while cleaning it."""

    text: str
    title: str
    text_digest: str
    words: int
    dateline_place: str
    wire_source: str
    removed: tuple[Removal, ...]


def clean_text(
    text: str, *, outlet: str = "", title: str = "", description: str = "", authors: tuple[str, ...] = (),
    press: Press | None = None, folder: Path | None = None,
) -> CleanText:  # fmt: skip
    """Return the text of an article without boilerplate; what is kept and what is removed together are the input.

    `text` has one paragraph a line. Rules of other outlets than `outlet` stay out; `press` adds the names
    printed by the outlets of the catalogue. A second cleaning changes nothing.
    """
    book = read_rules(folder or settings().seeds_dir / "cleaning")
    work = _Work([line for line in normal_text(text).split("\n") if line], outlet, press or Press(), authors)
    heading = normal_text(title).replace("\n", " ")
    summary = letters_of(normal_text(description))
    for _ in range(_ROUNDS):
        if not work.round(book, letters_of(heading), summary if len(summary) >= _LONG else ""):
            break
    body = "\n".join(work.lines)
    return CleanText(
        body,
        heading,
        text_digest(body),
        len(body.split()),
        work.place,
        _proper(work.wire or _credited(body, book, work.press), book, work.press),
        tuple(work.removed),
    )


class _Work:
    """One text on the bench: its lines, what was removed, what was learnt."""

    def __init__(self, lines: list[str], outlet: str, press: Press, authors: tuple[str, ...]) -> None:
        self.lines = lines
        self.outlet = outlet
        self.press = press
        self.names = {letters_of(name) for name in (*authors, " ".join(authors))} - {""}
        self.removed: list[Removal] = []
        self.place = ""
        self.wire = ""

    def round(self, book: RuleBook, heading: str, summary: str) -> bool:
        """Apply every rule once; return whether anything was removed."""
        before = len(self.removed)
        for rule in self._mine(book.lead_in):
            self._lead_in(rule)
        self._each_line(book)
        self._heading_again(heading)
        self._summary_again(summary)
        self._author_again()
        self._head(book)
        self._tail(book)
        return len(self.removed) > before

    def _mine(self, rules: tuple[Rule, ...]) -> Iterator[Rule]:
        return (rule for rule in rules if not rule.outlets or self.outlet in rule.outlets)

    def _each_line(self, book: RuleBook) -> None:
        paragraph, inline = tuple(self._mine(book.paragraph)), tuple(self._mine(book.inline))
        kept = []
        for line in self.lines:
            short = self._cut(line, inline)
            rule = next((rule for rule in paragraph if _whole(rule, short)), None) if short else None
            if rule:
                self._remove(rule.id, short)
            elif short:
                kept.append(short)
        self.lines = kept

    def _cut(self, line: str, rules: tuple[Rule, ...]) -> str:
        for rule in rules:
            if rule.pattern.search(line):
                line = re.sub(r" {2,}", " ", rule.pattern.sub(self._keeper(rule), line)).strip()
        return line

    def _keeper(self, rule: Rule) -> Callable[[re.Match[str]], str]:
        def keep(found: re.Match[str]) -> str:
            self._remove(rule.id, found[0])
            return " "

        return keep

    def _lead_in(self, rule: Rule) -> None:
        kept: list[str] = []
        following = 0
        for line in self.lines:
            if rule.pattern.fullmatch(line):
                following = rule.at_most
                self._remove(rule.id, line)
            elif following and rule.then and rule.then.fullmatch(line):
                following -= 1
                self._remove(rule.id, line)
            else:
                following = 0
                kept.append(line)
        self.lines = kept

    def _author_again(self) -> None:
        """Remove a last line that is nothing but the author's name (Tempo prints it in capitals)."""
        if self.names and len(self.lines) > 1 and letters_of(self.lines[-1]) in self.names:
            self._remove("author_repeated", self.lines.pop())

    def _heading_again(self, heading: str) -> None:
        """Remove the headline where the page prints it again above the text, and the short lines (breadcrumbs) above it."""
        for place, line in enumerate(self.lines[:_CHROME]):
            if heading and len(self.lines) > place + 1 and letters_of(line) == heading:
                for above in self.lines[:place]:
                    self._remove("above_title", above)
                self._remove("title_repeated", line)
                self.lines = self.lines[place + 1 :]
                return
            if len(line) > _LONG or line.endswith((".", '"')):
                return

    def _summary_again(self, summary: str) -> None:
        """Remove the description where the page prints it again below the text (JPNN)."""
        if summary and len(self.lines) > 2 and letters_of(self.lines[-1]).startswith(summary):
            self._remove("description_repeated", self.lines.pop())

    def _head(self, book: RuleBook) -> None:
        for rule in (*press_rules(self.press)[0], *self._mine(book.head)):
            found = rule.pattern.match(self.lines[0]) if self.lines else None
            if not found or not found[0]:
                continue
            rest = self.lines[0][found.end() :].strip()
            if not rest and len(self.lines) == 1:
                continue  # a text that is nothing but its opener stays, so that a rule says why it is refused
            self._remove(rule.id, found[0])
            self.place = self.place or _place(found)
            self.lines[:1] = [rest] if rest else []

    def _tail(self, book: RuleBook) -> None:
        rules = (*press_rules(self.press)[1], *self._mine(book.tail))
        changed = True
        for _ in range(_MOST_TAILS):
            if not changed or not self.lines:
                return
            changed = False
            for rule in rules:
                found = rule.pattern.search(self.lines[-1], max(0, len(self.lines[-1]) - _TAIL))
                if not found or not found[0].strip():
                    continue
                rest = self.lines[-1][: found.start()].rstrip()
                if not rest and len(self.lines) == 1:
                    continue
                self._remove(rule.id, found[0])
                credit = found.groupdict()
                self.wire = self.wire or credit.get("source") or credit.get("line") or ""
                self.lines[-1:] = [rest] if rest else []
                changed = True
                break

    def _remove(self, rule: str, text: str) -> None:
        self.removed.append(Removal(rule, text.strip()))


def _whole(rule: Rule, line: str) -> bool:
    return (not rule.only_under or len(line) < rule.only_under) and rule.pattern.fullmatch(line) is not None


def _place(found: re.Match[str]) -> str:
    place = (found.groupdict().get("place") or "").strip()
    return (
        " ".join(word if len(word) <= 3 and word in _SHORT else word.title() for word in place.split())
        if place.isupper()
        else place
    )


_SHORT = frozenset({"DKI", "DIY", "NTB", "NTT", "IKN", "OKU", "OKI", "DC"})


def _proper(name: str, book: RuleBook, press: Press) -> str:
    """Return a source as the lists spell it, so that ANTARA and Antara are one."""
    folded = letters_of(name)
    known = next((other for other in press.others if letters_of(other) == folded), name)
    return book.names.get(folded, known)


def _credited(text: str, book: RuleBook, press: Press) -> str:
    others = tuple(name for name in press.others if name != press.own)
    found = press_sources(others).search(text) or book.sources.search(text)
    return found["source"] if found else ""
