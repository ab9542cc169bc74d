"""Drafts a rule from outlines, tries it on the pages it was learnt from, and drops fields that it reads wrongly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pantau.extract.outline import FIELDS, Outline
from pantau.learn.compared import Compared, Comparison, together
from pantau.learn.drafting import Draft, draft_of
from pantau.rules import OutletRule

_ROUNDS = 4
_WRONG = 0.02  # share of the pages on which the rule may read a field differently
Try = Callable[[OutletRule], Sequence[Compared]]


@dataclass(frozen=True, slots=True)
class TriedDraft:
    """A draft that names its rule, how it reads the pages it was learnt from, and the fields that were dropped."""

    draft: Draft
    rule: OutletRule
    tried: Comparison
    given_up: tuple[str, ...]


def draft_rule(outlet: str, generation: str, outlines: Sequence[Outline], attempt: Try) -> TriedDraft | None:
    """Return the draft that reads its own pages as their metadata say; None if no element holds their text.

    `attempt` reads the pages by a rule and without. A field that differs on more than 2 % of them gets its next best selector.
    """
    draft = draft_of(outlines)
    if not draft.bodies:
        return None
    offered = {name for name, found in draft.fields.items() if found}
    for _ in range(_ROUNDS):
        rule = draft.rule(outlet, generation)
        tried = together(attempt(rule))
        wrong = [name for name in FIELDS if draft.fields[name] and _is_wrong(tried, name)]
        if not wrong:
            break
        draft = draft.without(wrong)
    else:
        draft = draft.without_fields(wrong)
        rule = draft.rule(outlet, generation)
        tried = together(attempt(rule))
    return TriedDraft(draft, rule, tried, tuple(sorted(offered - {name for name, found in draft.fields.items() if found})))


def _is_wrong(tried: Comparison, name: str) -> bool:
    counts = tried.fields[name]
    return counts["different"] + counts["only_fallback"] > _WRONG * tried.pages
