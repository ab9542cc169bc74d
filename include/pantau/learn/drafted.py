"""A drafted rule as a file of seeds/rules. Each line has the number of pages on which its content was seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pantau.extract.outline import FIELDS
from pantau.learn.compared import Comparison
from pantau.learn.drafting import FEW, SelectorChoice
from pantau.learn.trying import TriedDraft


def as_rule_file(made: TriedDraft, outlet: str, days: tuple[str, str]) -> str:
    """Return the text of `<outlet>.yaml`. `pantau.rules` can read it, and a person should read its comments first.

    Everything that comes from pages stands in quotes on one line, so that a selector or address cannot end a comment or begin a
    key.
    """
    return "\n".join(_lines(made, outlet, days)) + "\n"


def _lines(made: TriedDraft, outlet: str, days: tuple[str, str]) -> Iterator[str]:
    draft, tried = made.draft, made.tried
    first, last = days
    yield f"# A draft of `pantau rules draft {outlet}`, learnt from {draft.pages} landed pages of {first} to {last}."
    yield "# Look at the pages it names, correct it, and accept it by moving it to seeds/rules."
    if draft.pages < FEW:
        yield f"# CAUTION: fewer than {FEW} pages: this is a guess."
    yield f"# Tried on the same pages: it read {tried.ruled} of {tried.pages}; F1 of the words against no rule {tried.f1:.4f}."
    yield from _tell_trial(tried)
    yield f"outlet: {_quote(outlet)}"
    yield f'evidence: "learnt from {draft.pages} landed pages of {first} to {last}; nobody has looked at it yet"'
    if draft.address:
        fitting = f"{draft.address.fitting} of {draft.address.of} addresses"
        mark = "" if draft.article else "# "
        why = "" if draft.article else "; not in force, because a page whose address does not fit would be refused"
        yield f"{mark}article: {_quote(draft.address.pattern.pattern)}  # {fitting}{why}"
    yield "generations:"
    [generation] = made.rule.generations
    yield f"  - rule: {_quote(generation.rule)}"
    yield from _list_choices("body", draft.bodies, "held the text on")
    yield from _list_choices("drop", draft.drops, "held nothing of the text on")
    for name in FIELDS:
        for choice in draft.fields[name][:1]:
            yield f"    {name}: {_quote(choice.selector)}  # as the metadata on {choice.pages} of {choice.of} pages"
    for name in made.given_up:
        yield f"    # {name}: no selector read what the metadata say; they answer"


def _tell_trial(tried: Comparison) -> Iterator[str]:
    for name, counts in tried.fields.items():
        yield f"#   {name}: " + ", ".join(f"{verdict} {count}" for verdict, count in counts.items() if count)
    for page in tried.look_at:
        unlike = ", ".join(name for name, verdict in page.fields.items() if verdict not in ("same", "neither"))
        yield f"# Look at {_quote(page.url)}: F1 {page.f1:.4f}{'; ' + unlike if unlike else ''}"


def _list_choices(name: str, choices: Iterable[SelectorChoice], did: str) -> Iterator[str]:
    listed = list(choices)
    if listed:
        yield f"    {name}:"
    for choice in listed:
        yield f"      - {_quote(choice.selector)}  # {did} {choice.pages} of {choice.of} pages"


def _quote(text: str) -> str:
    """Return a text as a YAML scalar in double quotes, in ASCII."""
    return json.dumps(text)
