"""The clean text of an article. Named rules remove boilerplate, and each removal is kept with the rule that made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pantau.clean.counters import count_up
from pantau.clean.credits import Credits
from pantau.clean.learnt import Learnt
from pantau.clean.parting import parted
from pantau.clean.press import Press, credits_at_the_end, openers
from pantau.clean.rules import CleaningRule, RuleBook, read_rules
from pantau.model import CleanText, Removal
from pantau.text import letters_of, normal_text, text_digest

LEARNT = "learnt"  # stands before the id of a lesson, in the name of the rule that removed a line
_CHROME = 20  # lines above a repeated headline
_LONG = 80  # a line with this many letters or more is prose
_TOP = 2  # lines at the top among which a summary box may open
_TAIL = 2_000  # letters at the end of the last line in which a tail may begin: a text without line breaks would take minutes
_HEAD = 300  # letters at the start of a first line in which an opener may stand
_MOST_TAILS = 200  # tails of one text
_ROUNDS = 8  # rounds at most: a round that removes something is followed by another; most texts need two
_OPENER = 60  # letters of an opener that is broken into lines
_PIECES = 3  # lines
_CAPTION = 300  # letters of a caption above the first paragraph
_DASHED = re.compile(r"[^a-z]{0,3}[A-Z].{0,80}?(?:\s[-–—]|[-–—]\s|[A-Z][-–—]+[A-Z]|\)\s*:)")  # no opener is without
_ENDS = (".", "!", "?", '"', "”", ")")
_SPACES = re.compile(r" {2,}")


def clean_text(
    text: str, *, folder: Path, outlet: str = "", title: str = "", description: str = "", authors: tuple[str, ...] = (),
    press: Press | None = None, furniture: Mapping[str, str] = MappingProxyType({}),
) -> CleanText:  # fmt: skip
    """Return the text of an article without boilerplate. The kept text and the removals together are the input.

    `text` has one paragraph a line. `folder` holds the rules (seeds/cleaning); rules of other outlets than `outlet` are not
    used. `press` adds the names that the outlets of the catalogue print. `furniture` (letters of a line → its id) are
    boilerplate lines that `pantau learn` found for the outlet; their removals are called `learnt:<id>`. A second cleaning
    changes nothing.
    """
    book, press = read_rules(folder), press or Press()
    plain = parted(normal_text(text), book.never_parted)
    credits = _credits(book, press)
    work = _Work(plain, book.rules_for(plain, outlet), press, authors, Learnt(book, credits))
    heading = normal_text(title).replace("\n", " ")
    summary = letters_of(normal_text(description)) if len(description) >= _LONG else ""
    work.take_furniture(furniture)
    work.run(letters_of(heading), summary if len(summary) >= _LONG else "")
    body, learnt = "\n".join(work.lines), work.learnt
    return CleanText(
        text=body,
        title=heading,
        text_digest=text_digest(body),
        words=len(body.split()),
        dateline_place=learnt.place,
        dateline_outlet=learnt.outlet,
        wire_source="; ".join(dict.fromkeys((*credits.chain(body), *learnt.sources))),
        reposted_from="; ".join(dict.fromkeys(learnt.reposts)),
        correction="\n".join(dict.fromkeys(learnt.corrections)),
        author_note="\n".join(dict.fromkeys(learnt.notes)),
        removed=tuple(work.removed),
    )


@lru_cache(maxsize=1024)
def _credits(book: RuleBook, press: Press) -> Credits:
    return Credits(book.lists, press.own, press.others)


class _Work:
    """One text while it is cleaned: its lines, the removals, and what cleaning learnt."""

    def __init__(
        self, text: str, rules: dict[str, list[CleaningRule]], press: Press, authors: tuple[str, ...], learnt: Learnt
    ) -> None:
        self.lines = [line for line in text.split("\n") if line]
        self.rules = rules
        self.openers = (*openers(press.own), *rules["head"])
        self.tails = (*credits_at_the_end(press.others), *rules["tail"])
        self.names = {letters_of(name) for name in (*authors, " ".join(authors))} - {""}
        self.removed: list[Removal] = []
        self.learnt = learnt

    def take_furniture(self, furniture: Mapping[str, str]) -> None:
        """Remove the lines that were learnt as furniture, unless nothing else is there."""
        kept = [line for line in self.lines if letters_of(line) not in furniture] if furniture else self.lines
        if kept and len(kept) < len(self.lines):
            for line in self.lines:
                if ident := furniture.get(letters_of(line)):
                    self._drop(f"{LEARNT}:{ident}", line)
            self.lines = kept

    def run(self, heading: str, summary: str) -> None:
        """Apply every rule, and again as long as a round removes something."""
        for _ in range(_ROUNDS):
            before = len(self.removed)
            for rule in self.rules["box"]:
                self._box(rule)
            for rule in self.rules["lead_in"]:
                self._lead_in(rule)
            self._each_line()
            self._counters()
            self._heading_again(heading)
            self._summary_again(summary)
            self._author_again()
            self._head()
            self._foot()
            self._tail()
            if len(self.removed) == before:
                return

    def _each_line(self) -> None:
        paragraph, inline = self.rules["paragraph"], self.rules["inline"]
        if not paragraph and not inline:
            return
        kept = []
        for line in self.lines:
            if any(self._whole(rule, line) for rule in paragraph):
                continue
            short = self._cut(line, inline)
            if short and (short == line or not any(self._whole(rule, short) for rule in paragraph)):
                kept.append(short)
        self.lines = kept

    def _cut(self, line: str, rules: list[CleaningRule]) -> str:
        small = line.lower() if rules else ""
        for rule in rules:
            if (not rule.has or any(word in small for word in rule.has)) and rule.pattern.search(line):
                line = _SPACES.sub(" ", rule.pattern.sub(self._keeper(rule), line)).strip()
        return line

    def _keeper(self, rule: CleaningRule) -> Callable[[re.Match[str]], str]:
        def keep(found: re.Match[str]) -> str:
            self._remove(rule.id, found)
            return " "

        return keep

    def _whole(self, rule: CleaningRule, line: str) -> bool:
        if rule.only_under and len(line) >= rule.only_under:
            return False
        found = rule.pattern.fullmatch(line)
        if found:
            self._remove(rule.id, found)
        return found is not None

    def _lead_in(self, rule: CleaningRule) -> None:
        kept: list[str] = []
        following = 0
        for place, line in enumerate(self.lines):
            found = rule.pattern.fullmatch(line)
            if found and rule.only_with_then:
                below = self.lines[place + 1] if place + 1 < len(self.lines) else ""
                found = found if rule.then and rule.then.fullmatch(below) else None
            if found:
                following = rule.at_most
                self._remove(rule.id, found)
            elif following and rule.then and (found := rule.then.fullmatch(line)):
                following -= 1
                self._remove(rule.id, found)
            else:
                following = 0
                kept.append(line)
        self.lines = kept

    def _box(self, rule: CleaningRule) -> None:
        """Remove a summary box: its label, its points (`then`), and at the top everything between the label and the dateline.

        Points that look like paragraphs stay if no dateline follows, because they may be the article.
        """
        for place, line in enumerate(self.lines):
            if rule.pattern.fullmatch(line):
                end = self._end_of_box(rule, place)
                for gone in self.lines[place:end]:
                    self._drop(rule.id, gone)
                del self.lines[place:end]
                return

    def _end_of_box(self, rule: CleaningRule, place: int) -> int:
        last = min(place + 1 + rule.at_most, len(self.lines))
        for end in range(place + 1, last if place < _TOP else 0):
            if any(opener.pattern.groupindex and opener.pattern.match(self.lines[end], 0, _HEAD) for opener in self.openers):
                return end
        end = place + 1
        while end < last and rule.then and rule.then.fullmatch(self.lines[end]):
            end += 1
        return end

    def _author_again(self) -> None:
        """Remove a last line that is nothing but the author's name (Tempo prints it in capitals)."""
        if self.names and len(self.lines) > 1 and letters_of(self.lines[-1]) in self.names:
            self._drop("author_repeated", self.lines.pop())

    def _heading_again(self, heading: str) -> None:
        """Remove the headline if the page prints it again above the text, and the short lines (breadcrumbs) above it."""
        for place, line in enumerate(self.lines[:_CHROME]):
            if heading and len(self.lines) > place + 1 and letters_of(line) == heading:
                for above in self.lines[:place]:
                    self._drop("above_title", above)
                self._drop("title_repeated", line)
                self.lines = self.lines[place + 1 :]
                return
            if len(line) > _LONG or line.endswith((".", '"')):
                return

    def _summary_again(self, summary: str) -> None:
        """Remove the description if the page prints it again below the text (JPNN)."""
        if summary and len(self.lines) > 2 and letters_of(self.lines[-1]).startswith(summary):
            self._drop("description_repeated", self.lines.pop())

    def _counters(self) -> None:
        """Remove numbers that stand alone and count up by one from line to line; other figures are content."""
        for rule in self.rules["counter"]:
            places = [
                place for place, line in enumerate(self.lines) if len(line) < rule.only_under and rule.pattern.fullmatch(line)
            ]
            if places and count_up(self.lines, places):
                for place in places:
                    self._drop(rule.id, self.lines[place])
                self.lines = [line for place, line in enumerate(self.lines) if place not in set(places)]

    def _foot(self) -> None:
        """Remove the short lines (tags) under the sign-off that closes the text."""
        for rule in self.rules["foot"]:
            end = len(self.lines)
            while end > 1 and len(self.lines) - end < rule.at_most and rule.then and rule.then.fullmatch(self.lines[end - 1]):
                end -= 1
            signed = next((place for place in range(end - 1, len(self.lines) - 1) if self._signs(rule, self.lines[place])), -1)
            if signed >= 0:
                for line in self.lines[signed + 1 :]:
                    self._drop(rule.id, line)
                del self.lines[signed + 1 :]

    @staticmethod
    def _signs(rule: CleaningRule, line: str) -> bool:
        return (not rule.ends or line.endswith(rule.ends)) and rule.pattern.search(line, max(0, len(line) - _TAIL)) is not None

    def _head(self) -> None:
        for rule in self.openers:
            found = rule.pattern.match(self.lines[0], 0, _HEAD) if self.lines else None
            if not found or not found[0]:
                continue
            rest = self.lines[0][found.end() :].strip()
            if not rest and len(self.lines) == 1:
                continue  # a text that consists only of an opener stays, so that a quality rule refuses it with a reason
            self._remove(rule.id, found)
            self.lines[:1] = [rest] if rest else []
        if not self.learnt.place and not self.learnt.outlet:
            self._broken_head()
            self._late_head()

    def _broken_head(self) -> None:
        """Remove an opener that a page prints over two or three lines ("JAKARTA, KOMPAS.com" and "- Warga ...")."""
        for size in range(2, min(_PIECES, len(self.lines)) + 1):
            first = " ".join(self.lines[: size - 1])
            if len(first) > _OPENER:
                return
            joined = f"{first} {self.lines[size - 1]}"
            for rule in self.openers:
                found = rule.pattern.match(joined, 0, _HEAD)
                if found and found.re.groupindex and len(first) < found.end() < len(joined):
                    self._remove(rule.id, found)
                    self.lines[:size] = [joined[found.end() :].strip()]
                    return

    def _late_head(self) -> None:
        """Remove the opener of the first paragraph under a caption, and keep the caption."""
        for place in range(1, min(_PIECES, len(self.lines))):
            line = self.lines[place]
            if len(self.lines[place - 1]) > _CAPTION:
                return
            for rule in self.openers if len(line) > _LONG and line.endswith(_ENDS) and _DASHED.match(line) else ():
                found = rule.pattern.match(line, 0, _HEAD)
                if found and found.groupdict().get("place") and len(line) - found.end() > _LONG:
                    self._remove(rule.id, found)
                    self.lines[place] = line[found.end() :].strip()
                    return

    def _tail(self) -> None:
        for _ in range(_MOST_TAILS):
            if not self.lines or not any(self._tail_cut(rule) for rule in self.tails):
                return

    def _tail_cut(self, rule: CleaningRule) -> bool:
        last = self.lines[-1]
        if (rule.ends and not last.endswith(rule.ends)) or (rule.only_under and len(last) >= rule.only_under):
            return False
        found = rule.pattern.search(last, max(0, len(last) - _TAIL))
        if not found or not found[0].strip():
            return False
        rest = last[: found.start()].rstrip()
        if not rest and len(self.lines) == 1:
            return False
        self._remove(rule.id, found)
        self.lines[-1:] = [rest] if rest else []
        return True

    def _remove(self, rule: str, found: re.Match[str]) -> None:
        self._drop(rule, found[0])
        if found.re.groups:
            self.learnt.learn(found)

    def _drop(self, rule: str, text: str) -> None:
        self.removed.append(Removal(rule, text.strip()))
