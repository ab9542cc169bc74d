"""How cells of the coverage calendar look, the same in the terminal, the picture and the UI: a mark, a colour, a meaning."""

from __future__ import annotations

from math import floor

from pantau.coverage.figures import Cell
from pantau.words import text

Colour = tuple[int, int, int]
GOOD = 0.983  # the bar of coverage: what the best published reader reached on ten days of one outlet
# From this share on: the step's name (a class in the UI's style sheet, and a key of `terms.cover`) and its colour.
STEPS: tuple[tuple[float, str, Colour], ...] = (
    (GOOD, "s4", (102, 189, 99)),
    (0.95, "s3", (217, 239, 139)),
    (0.80, "s2", (254, 224, 139)),
    (0.50, "s1", (253, 174, 97)),
    (0.0, "s0", (244, 109, 67)),
)
STATES: dict[str, tuple[str, Colour]] = {
    "empty": ("·", (236, 239, 243)),
    "failed": ("!", (186, 132, 196)),
    "not_asked": ("?", (255, 255, 255)),
    "no_archive": ("-", (200, 206, 214)),
}
PARTIAL = "~"  # stands after a share: the archive was not read to its end


def mark(cell: Cell) -> str:
    """Return the mark of a cell, four characters at most: percent rounded down (100 means all), or the sign of a state."""
    if cell.share is None:
        return STATES[cell.state][0]
    return f"{floor(cell.share * 100)}{PARTIAL if cell.state == 'partial' else ''}"


def colour(cell: Cell) -> Colour:
    """Return the background of a cell."""
    if cell.share is None:
        return STATES[cell.state][1]
    return next(shade for least, _, shade in STEPS if cell.share >= least)


def name(cell: Cell) -> str:
    """Return the class of a cell: its step, or its state."""
    return cell.state if cell.share is None else next(step for least, step, _ in STEPS if cell.share >= least)


def meaning(cell: Cell) -> str:
    """Return a cell in words."""
    if cell.share is None:
        return text("terms.cover.cell_known", state=text(f"terms.cover.{cell.state}"), count=cell.known)
    part = f"; {text('terms.cover.partial')}" if cell.state == "partial" else ""
    return text("terms.cover.cell_share", found=cell.found, expected=cell.expected, loaded=cell.loaded) + part
