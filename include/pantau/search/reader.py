"""Reads a query as people type it into the tree of its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from luqum import tree as lucene
from luqum.tree import Item

from pantau.errors import BadInput
from pantau.lexemes.analyzer import words_of
from pantau.search.fields import NAMES, PLACES, QUOTES, between, holding
from pantau.search.nodes import AnyOne, EveryOne, Holds, QueryNode, Quoted, Term, TermsInOrder, TermsNear, Without
from pantau.search.syntax import parse_lucene, prepared
from pantau.search.vocabulary import Vocabulary

FARTHEST = 50  # greatest number of other words between words of NEAR
NEAR = 10  # other words between, if NEAR has no number
SHORTEST = 2  # letters before a *
_ESCAPED = re.compile(r"\\(.)")


def read_query(query: str, vocabulary: Vocabulary, *, fields: bool = True) -> QueryNode:
    """Return the tree of a query. Raises BadInput with the place (a character, from 1) and the remedy of what cannot be read.

    `fields` says whether a query may ask for more than title and text.
    """
    return _QueryReader(query, vocabulary, fields=fields).read()


class _QueryReader:
    """Turns luqum's tree into Pantau's. `scope` is the field of a part ("" for none). A part of stop words only is None."""

    def __init__(self, query: str, vocabulary: Vocabulary, *, fields: bool) -> None:
        self._query, self._vocabulary, self._fields = query, vocabulary, fields
        self._analyzer = vocabulary.analyzer
        self._in_quote = False

    def read(self) -> QueryNode:
        tree = parse_lucene(self._query)
        self._query = prepared(self._query)
        node = self._read(tree, "")
        if node is None:
            raise BadInput("all words of this query stand in nearly every article; add one that says more")
        return node

    def _read(self, item: Item, scope: str) -> QueryNode | None:
        match item:
            case lucene.Word():
                return self._word(item, scope)
            case lucene.Phrase() | lucene.Proximity():
                return self._phrase(item, scope)
            case lucene.Group() | lucene.FieldGroup() | lucene.Plus():
                return self._read(item.children[0], scope)
            case lucene.Not() | lucene.Prohibit():
                part = self._read(item.children[0], scope)
                return Without(part) if part else None
            case lucene.AndOperation():
                return self._every(item.children, scope)
            case lucene.OrOperation():
                parts = [part for child in item.children if (part := self._read(child, scope))]
                return AnyOne(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)
            case lucene.SearchField():
                return self._field(item, scope)
            case lucene.Range() | lucene.From() | lucene.To():
                return self._days(item, scope)
        raise self._refuse(item)

    def _refuse(self, item: Item) -> BadInput:
        place = self._place(item)
        if isinstance(item, lucene.Fuzzy):
            return BadInput(
                f'character {place}: ~ stands after a phrase, "a b"~5, or after NEAR; for forms that begin alike write *'
            )
        if isinstance(item, lucene.Regex):
            return BadInput(
                f"character {place}: a pattern between / cannot be searched; write words, or the beginning of a word and *"
            )
        return BadInput(f"character {place}: ^ gives no weight here; leave it out")

    def _place(self, item: Item) -> int:
        """Return where an item begins, its first character as 1."""
        at = int(item.pos or 0)
        return at + 1 + len(self._query[at:]) - len(self._query[at:].lstrip())

    def _every(self, items: Sequence[Item], scope: str) -> QueryNode | None:
        parts: list[QueryNode] = []
        found: QueryNode | None
        at = 0
        while at < len(items):
            if at + 1 < len(items) and _near(items[at + 1]) is not None:
                end = at
                while end + 2 < len(items) and _near(items[end + 1]) is not None:
                    end += 2
                if end == at:
                    raise self._lonely_near(items[at + 1])
                found, at = self._near(items[at : end + 1], scope), end + 1
            else:
                end = at + self._count_long_form(items[at:], scope)
                found = self._read_long_form(items[at:end], scope) if end > at else self._read(items[at], scope)
                at = max(end, at + 1)
            parts += [found] if found else []
        return EveryOne(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _count_long_form(self, items: Sequence[Item], scope: str) -> int:
        """Return how many of the first items are plain words that together are a long form with an acronym, the most."""
        words: list[str] = []
        best = 0
        for item in items if scope not in NAMES else ():
            if not isinstance(item, lucene.Word) or words_of(item.value) != [item.value]:
                break
            words.append(item.value)
            if len(words) > 1 and self._vocabulary.other_forms(tuple(words)):
                best = len(words)
        return best

    def _read_long_form(self, items: Sequence[Item], scope: str) -> QueryNode | None:
        own = [part for item in items if (part := self._read(item, scope))]
        return self._with_others(EveryOne(tuple(own)), tuple(item.value for item in items), scope)

    def _with_others(self, own: QueryNode | None, words: tuple[str, ...], scope: str) -> QueryNode | None:
        others = [self._in_order(form, scope) for form in self._vocabulary.other_forms(words)]
        parts = [part for part in (own, *others) if part]
        return AnyOne(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _near(self, items: Sequence[Item], scope: str) -> QueryNode:
        """Read `a NEAR b NEAR/5 c`: the smallest distance counts for all."""
        terms = [self._single(item, scope) for item in items[::2]]
        apart = min(self._distance(item, _near(item) or 0) for item in items[1::2])
        return TermsNear(tuple(terms), apart + len(terms) - 1)

    def _single(self, item: Item, scope: str) -> Term:
        found = self._word(item, scope, others=False) if isinstance(item, lucene.Word) and not scope_of_values(scope) else None
        if not isinstance(found, Term):
            raise BadInput(
                f"character {self._place(item)}: NEAR stands between single words that say something; "
                'write "a b"~5 for a phrase, and parentheses around the rest'
            )
        return found

    def _lonely_near(self, item: Item) -> BadInput:
        return BadInput(f"character {self._place(item)}: NEAR stands between two words; write one on each side, or quote it")

    def _distance(self, item: Item, distance: int) -> int:
        if not 0 <= distance <= FARTHEST:
            raise BadInput(
                f"character {self._place(item)}: words are near with 0 to {FARTHEST} others between; write such a number"
            )
        return distance

    def _word(self, item: Item, scope: str, *, others: bool = True) -> QueryNode | None:
        text = _ESCAPED.sub(r"\1", item.value)
        if _near(item) is not None:
            raise self._lonely_near(item)
        if scope_of_values(scope):
            return self._read_value(item, lambda: holding(scope, text, self._vocabulary))
        exact, prefix = text.startswith("="), item.value.endswith("*") and not item.value.endswith("\\*")
        if item.has_wildcard() and (not prefix or re.search(r"(?<!\\)[*?]", item.value[:-1])):
            raise BadInput(f"character {self._place(item)}: * stands at the end of a word only, and ? nowhere; write banjir*")
        words = words_of(text)
        if not words:
            raise BadInput(f"character {self._place(item)}: there is no letter or digit in {text!r}; write a word")
        if prefix and len(words[-1]) < SHORTEST:
            raise BadInput(f"character {self._place(item)}: write at least {SHORTEST} letters before *")
        own = self._in_order(words, scope, exact=exact, prefix=prefix)
        return own if exact or prefix or not others else self._with_others(own, tuple(words), scope)

    def _phrase(self, item: Item, scope: str) -> QueryNode | None:
        near = isinstance(item, lucene.Proximity)
        text = _ESCAPED.sub(r"\1", (item.children[0] if near else item).value[1:-1])
        if scope_of_values(scope):
            return self._read_value(item, lambda: holding(scope, text.strip(), self._vocabulary))
        words = words_of(text)
        if not words:
            raise BadInput(f"character {self._place(item)}: there is no word between the quotation marks; write one")
        if not near:
            return self._with_others(self._in_order(words, scope), tuple(words), scope)
        degree = item.degree
        apart = self._distance(item, int(degree) if degree == int(degree) else -1)
        terms = [term for word in words if (term := self._term(word, scope))]
        return TermsNear(tuple(terms), apart + len(words) - 1) if len(terms) > 1 else next(iter(terms), None)

    def _in_order(
        self, words: Sequence[str], scope: str, *, exact: bool = False, prefix: bool = False
    ) -> Term | TermsInOrder | None:
        found = []
        for at, word in enumerate(words):
            term = self._term(word, scope, exact=exact, prefix=prefix and at == len(words) - 1)
            found += [(at, term)] if term else []
        if len(found) < 2:
            return found[0][1] if found else None
        return TermsInOrder(tuple(term for _, term in found), tuple(at - found[0][0] for at, _ in found))

    def _term(self, word: str, scope: str, *, exact: bool = False, prefix: bool = False) -> Term | None:
        lexemes = (self._analyzer.exactly(word),) if exact or prefix else self._analyzer.asked(word)
        if exact and not prefix and lexemes[0] in self._analyzer.stops:
            return None
        return Term(lexemes, prefix, PLACES.get(scope, "")) if lexemes else None

    def _field(self, item: lucene.SearchField, scope: str) -> QueryNode | None:
        name, place = item.name.lower(), self._place(item)
        if name not in PLACES and name not in NAMES and name not in QUOTES:
            names = ", ".join(dict.fromkeys((*PLACES, *NAMES, *sorted(QUOTES))))
            raise BadInput(f"character {place}: there is no field {item.name!r}; fields are {names}; quote the word to search it")
        if (scope and (scope in NAMES or name not in NAMES)) or (self._in_quote and NAMES.get(name) != "speaker"):
            raise BadInput(f"character {place}: {item.name}: stands inside {scope}:; put the two side by side")
        if name not in PLACES and not self._fields:
            raise BadInput(
                f"character {place}: {item.name}: is known of articles in the warehouse only; ask a file for judul: and teks:"
            )
        return self._quote(item, name) if name in QUOTES else self._read(item.expr, name)

    def _quote(self, item: lucene.SearchField, name: str) -> QueryNode | None:
        """Read what one quote holds; `pembicara:` inside is who says it."""
        self._in_quote = True
        said = self._read(item.expr, name)
        self._in_quote = False
        return Quoted(said) if said else None

    def _days(self, item: Item, scope: str) -> QueryNode:
        if NAMES.get(scope) != "date":
            raise BadInput(f"character {self._place(item)}: a range is of days; write tanggal:[2026-11-01 TO 2026-11-22]")
        low, high, with_low, with_high = "*", "*", True, True
        if isinstance(item, lucene.Range):
            low, high = str(item.low).strip(), str(item.high).strip()
            with_low, with_high = item.include_low, item.include_high
        elif isinstance(item, lucene.From):
            low, with_low = str(item.children[0]).strip(), item.include
        else:
            high, with_high = str(item.children[0]).strip(), item.include
        return self._read_value(item, lambda: between(low, high, with_low=with_low, with_high=with_high))

    def _read_value(self, item: Item, read: Callable[[], Holds]) -> Holds | Quoted:
        """Return the meaning of a field's value; refuse a value that the field cannot have, with its place."""
        try:
            found = read()
        except BadInput as error:
            wrong = f"character {self._place(item)}: {error}; correct it, or search for the words alone"
            raise BadInput(wrong) from None
        return Quoted(found) if found.kind == "speaker" and not self._in_quote else found


def scope_of_values(scope: str) -> bool:
    """Tell whether a field holds values of its own, not words of title or text."""
    return scope in NAMES


def _near(item: Item) -> int | None:
    """Return how many words NEAR allows between; None if an item is no NEAR."""
    if isinstance(item, lucene.Word) and item.value == "NEAR":
        return NEAR
    if isinstance(item, lucene.Fuzzy) and str(item.children[0]).strip() == "NEAR":
        return int(item.degree) if item.degree == int(item.degree) else -1
    return None
