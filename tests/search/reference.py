"""What a query means, found word by word in memory: it walks luqum's tree over words and fields, without SQL or tsvector."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from luqum import tree as lucene
from luqum.tree import Item

from pantau.lexemes.roots import root
from pantau.search.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W_]+")
_GAP = 100  # words between title and text, so that no phrase covers both
ENGLISH = {"title": "judul", "text": "teks", "outlet": "media", "group": "grup", "province": "provinsi", "topic": "topik"}
ENGLISH |= {"person": "orang", "body": "lembaga", "place": "tempat", "language": "bahasa", "story": "cerita", "date": "tanggal"}
ENGLISH |= {"main": "utama", "quote": "kutipan", "speaker": "pembicara"}


@dataclass(frozen=True)
class Sample:
    """An article in memory; `values` holds field → the values it has, in lower case; `quotes`: (speaker's names, words)."""

    ident: str
    title: str
    text: str
    day: str
    values: dict[str, frozenset[str]]
    quotes: tuple[tuple[frozenset[str], str], ...] = ()


@dataclass(frozen=True)
class Seen:
    """A word of an article; `named`: a capital within a sentence of the text."""

    place: int
    word: str
    capital: bool
    named: bool
    title: bool


def seen_words(sample: Sample) -> list[Seen]:
    """The words of an article, title first, each with the place that phrases count."""
    found: list[Seen] = []
    first = 0
    for text, title in ((sample.title, True), (sample.text, False)):
        last, number = 0, 0
        for number, match in enumerate(_WORD.finditer(text), 1):
            capital = match[0][0].isupper()
            begins = number == 1 or any(sign in text[last : match.start()] for sign in ".!?:\n")
            found.append(Seen(first + number, match[0].lower(), capital, capital and not begins and not title, title))
            last = match.end()
        first += number + _GAP
    return found


@dataclass(frozen=True)
class Reference:
    """Answers queries over articles in memory with what the seeds say of names, stop words and acronyms."""

    vocabulary: Vocabulary
    samples: Sequence[tuple[Sample, list[Seen]]]

    def find(self, tree: Item) -> list[str]:
        """The ids of the articles a tree finds, sorted."""
        return sorted(one.ident for one, words in self.samples if self.holds(tree, one, words, ""))

    def holds(self, item: Item, one: Sample, words: list[Seen], scope: str) -> bool | None:
        """Whether an article is found; None for a part of stop words only, which asks for nothing."""
        match item:
            case lucene.SearchField():
                field = ENGLISH.get(item.name.lower(), item.name.lower())
                return self._quoted(item.expr, one) if field == "kutipan" else self.holds(item.expr, one, words, field)
            case lucene.Not() | lucene.Prohibit():
                inner = self.holds(item.children[0], one, words, scope)
                return None if inner is None else not inner
            case lucene.Group() | lucene.FieldGroup() | lucene.Plus():
                return self.holds(item.children[0], one, words, scope)
            case lucene.OrOperation():
                return _told(any, (self.holds(part, one, words, scope) for part in item.children))
            case lucene.AndOperation():
                return _told(all, self._sides(item.children, one, words, scope))
            case lucene.Range():
                low, high = str(item.low).strip(), str(item.high).strip()
                after = low == "*" or one.day >= low if item.include_low else one.day > low
                return after and (high == "*" or one.day <= high if item.include_high else one.day < high)
            case lucene.Proximity():
                phrase = _WORD.findall(item.children[0].value)
                asked = [self._asks(word, scope) for word in phrase if not self._stop(word)]
                return self._near(asked, words, int(item.degree) + len(phrase) - 1)
        assert isinstance(item, lucene.Word | lucene.Phrase), item
        if scope in ("", "judul", "teks", "kutipan"):
            return self._word(item, words, scope)
        return self._value(item.value.strip('"'), one, scope)

    def _quoted(self, item: Item, one: Sample) -> bool | None:
        """Whether one quote holds all of a part; each is read as a text of its own, with its speaker as its only value."""
        said = [
            self.holds(item, quote, seen_words(quote), "kutipan")
            for speaker, text in one.quotes or ((frozenset[str](), ""),)
            for quote in [Sample(one.ident, "", text, one.day, {"pembicara": speaker})]
        ]
        return None if said[0] is None else bool(one.quotes) and any(said)

    def _sides(self, items: Sequence[Item], one: Sample, words: list[Seen], scope: str) -> Iterable[bool | None]:
        """What each side of AND says; `a NEAR/5 b` is one side."""
        at = 0
        while at < len(items):
            chain, apart = [items[at]], []
            while at + 2 < len(items) and _is_near(items[at + 1]):
                apart.append(_apart(items[at + 1]))
                chain.append(items[at + 2])
                at += 2
            at += 1
            long = 0 if apart else self._count_long(items[at - 1 :], scope)
            if long:
                whole = items[at - 1 : at - 1 + long]
                at += long - 1
                yield self._long_form(whole, words, scope)
            elif apart:
                asked = [self._asks((word := str(part).strip()).rstrip("*"), scope, prefix=word.endswith("*")) for part in chain]
                yield self._near(asked, words, min(apart) + len(chain) - 1)
            else:
                yield self.holds(chain[0], one, words, scope)

    def _count_long(self, items: Sequence[Item], scope: str) -> int:
        """How many plain words in a row are the long form of an acronym: the longest form, or 0 for none."""
        if scope not in ("", "judul", "teks", "kutipan"):
            return 0
        plain = [part.value if isinstance(part, lucene.Word) and _WORD.fullmatch(part.value) else "" for part in items]
        counts = [n for n in range(2, len(plain) + 1) if all(plain[:n]) and self.vocabulary.other_forms(tuple(plain[:n]))]
        return max(counts, default=0)

    def _long_form(self, items: Sequence[Item], words: list[Seen], scope: str) -> bool | None:
        """Whether an article has all words of a long form, anywhere, or has its acronym."""
        own = _told(all, (self._word(part, words, scope) for part in items))
        forms = self.vocabulary.other_forms(tuple(part.value for part in items))
        return _told(any, [own, *(self._phrase(form, words, scope) for form in forms)])

    def _word(self, item: Item, words: list[Seen], scope: str) -> bool | None:
        parts = _WORD.findall(item.value)
        exact, prefix = item.value.startswith("="), item.value.endswith("*")
        own = self._phrase(parts, words, scope, exact=exact, prefix=prefix)
        if exact or prefix:
            return own
        return _told(any, [own, *(self._phrase(form, words, scope) for form in self.vocabulary.other_forms(tuple(parts)))])

    def _phrase(
        self, parts: Sequence[str], words: list[Seen], scope: str, *, exact: bool = False, prefix: bool = False
    ) -> bool | None:
        asks = []
        for at, word in enumerate(parts):
            last = prefix and at == len(parts) - 1
            if last or not self._stop(word):
                asks.append((at, self._asks(word, scope, exact=exact, prefix=last)))
        if not asks:
            return None
        places = [{seen.place - at for seen in words if asked(seen)} for at, asked in asks]
        return bool(set.intersection(*places))

    def _near(self, asks: Sequence[Callable[[Seen], bool]], words: list[Seen], reach: int) -> bool | None:
        if not asks:
            return None
        begins = [seen.place for seen in words if any(asked(seen) for asked in asks)]
        return any(_each_has_its_own(asks, [s for s in words if at <= s.place <= at + reach]) for at in begins)

    def _stop(self, word: str) -> bool:
        return word.islower() and word in self.vocabulary.analyzer.stops

    def _asks(self, word: str, scope: str, *, exact: bool = False, prefix: bool = False) -> Callable[[Seen], bool]:
        """A test of whether a word of an article is one that a word of a query asks for."""
        low, capital = word.lower(), word[0].isupper()
        stops, names = self.vocabulary.analyzer.stops, self.vocabulary.analyzer.names

        def base(surface: str) -> str:
            found = root(surface)
            return "" if surface in names and found != surface else found

        def asked(seen: Seen) -> bool:
            if scope != "kutipan" and scope and seen.title != (scope == "judul"):
                return False
            if seen.word in stops and not (seen.named and capital):
                return False
            if capital and not seen.capital:
                return False
            if prefix:
                return seen.word.startswith(low)
            if seen.word == low:
                return True
            return not (capital or exact or seen.named) and bool(base(low)) and base(low) == base(seen.word)

        return asked

    def _value(self, value: str, one: Sample, scope: str) -> bool:
        if scope == "tanggal":
            return one.day.startswith(value)
        return value.casefold() in one.values.get(scope, ())


def _each_has_its_own(asks: Sequence[Callable[[Seen], bool]], words: Sequence[Seen]) -> bool:
    """Whether every term can have a word of its own; a term may give its word to another and take a different one."""
    has: dict[int, int] = {}

    def give(term: int, tried: set[int]) -> bool:
        for at, seen in enumerate(words):
            if at not in tried and asks[term](seen):
                tried.add(at)
                if at not in has or give(has[at], tried):
                    has[at] = term
                    return True
        return False

    return all(give(term, set()) for term in range(len(asks)))


def _told(join: Callable[[Iterable[bool]], bool], parts: Iterable[bool | None]) -> bool | None:
    said = [part for part in parts if part is not None]
    return join(said) if said else None


def _is_near(item: Item) -> bool:
    return str(item).strip().startswith("NEAR")


def _apart(item: Item) -> int:
    return int(item.degree) if isinstance(item, lucene.Fuzzy) else 10
