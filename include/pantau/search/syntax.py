"""Lucene syntax read by luqum. AND joins words side by side and binds closer than OR; errors know their character."""

from __future__ import annotations

import re
from threading import Lock
from typing import Any

from luqum import parser as lucene
from luqum.exceptions import IllegalCharacterError, ParseSyntaxError
from luqum.head_tail import TokenValue
from luqum.tree import Item
from ply.lex import LexToken

from pantau.errors import BadInput

LONGEST = 2_000  # characters of a query
DEEPEST = 40  # parentheses inside each other
_NEAR = re.compile(r'"[^"]*"?|(?P<near>\bNEAR)/(?=\d)')
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_BEGINS = frozenset({"TERM", "PHRASE", "REGEX", "LPAREN", "LBRACKET", "NOT", "MINUS", "PLUS", "LESSTHAN", "GREATERTHAN", "TO"})
_ENDS = frozenset({"TERM", "PHRASE", "REGEX", "APPROX", "BOOST", "RPAREN", "RBRACKET", "TO"})
_one_at_a_time = Lock()  # the parser that PLY makes keeps its state in itself


class _Tokens:
    """The tokens of a query, with the AND that nobody types between two words; `at` is the place of the last one."""

    def __init__(self, query: str) -> None:
        self.lexer: Any = lucene.lexer.clone()
        self.at, self._ended, self._inside = 0, False, False
        self._held: Any = None
        self._query = query

    def next(self) -> Any:
        """Return the next token, None at the end."""
        token, self._held = self._held or self.lexer.token(), None
        if token is None:
            self.at = len(self._query.rstrip())
            return None
        self.at = token.lexpos
        if self._ended and not self._inside and token.type in _BEGINS:
            self._held, self._ended = token, False
            return _and_before(token)
        if token.type in ("LBRACKET", "RBRACKET"):
            self._inside = token.type == "LBRACKET"
        self._ended = token.type in _ENDS
        return token


def _and_before(token: Any) -> Any:
    made: Any = LexToken()
    made.type, made.lineno, made.lexpos, made.lexer = "AND_OP", token.lineno, token.lexpos, token.lexer
    made.value = TokenValue("AND")
    made.value.pos, made.value.size = token.lexpos, 0
    return made


def parse_lucene(query: str) -> Item:
    """Return luqum's tree of a query. Raises BadInput with the character that cannot be read and what to write instead."""
    if len(query) > LONGEST:
        raise BadInput(f"a query has at most {LONGEST} characters; this one has {len(query)}")
    if not query.strip():
        raise BadInput('there is no query; write words, "phrases", AND, OR, NOT')
    query = prepared(query)
    _refuse_depth(query)
    tokens = _Tokens(query)
    with _one_at_a_time:
        try:
            tree: Item = lucene.parser.parse(query, lexer=tokens.lexer, tokenfunc=tokens.next)
        except IllegalCharacterError:
            raise _refuse_sign(query, tokens.lexer.lexpos) from None
        except ParseSyntaxError:
            raise _refuse_sign(query, tokens.at) from None
    return tree


def prepared(query: str) -> str:
    """Return the query with plain quotation marks and NEAR/5 as luqum reads it (NEAR~5); no character changes its place."""
    return _NEAR.sub(lambda found: f"{found['near']}~" if found["near"] else found[0], query.translate(_QUOTES))


def _refuse_depth(query: str) -> None:
    depth = 0
    for at, sign in enumerate(query):
        depth += (sign == "(") - (sign == ")")
        if depth > DEEPEST:
            raise BadInput(f"character {at + 1}: more than {DEEPEST} parentheses inside each other; write the query flatter")


def _refuse_sign(query: str, at: int) -> BadInput:
    if at >= len(query.rstrip()):
        if query.count('"') % 2:
            return BadInput(f"character {query.rindex(chr(34)) + 1}: this quotation mark has no second one; add it")
        return BadInput(f"character {at + 1}: the query ends where a word or a closing sign is wanted; add it")
    if query[at] == '"':
        return BadInput(f"character {at + 1}: this quotation mark has no second one; add it")
    what = query[at : at + 20].split()[0]
    return BadInput(f'character {at + 1}: {what!r} cannot be read here; write words, "phrases", AND, OR, NOT, or quote it')
