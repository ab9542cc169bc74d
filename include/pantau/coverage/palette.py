"""How cells of the coverage calendar look, the same in the terminal, the picture and the UI: a mark, a colour, a meaning."""

from __future__ import annotations

from math import floor

from pantau.coverage.figures import Cell

Colour = tuple[int, int, int]
GOOD = 0.983  # the bar of coverage: what the best published reader reached on ten days of one outlet
# From the least share on: the step's name (a class in the UI's style sheet), colour, and meaning.
STEPS: tuple[tuple[float, str, Colour, str], ...] = (
    (GOOD, "s4", (102, 189, 99), "98,3 % ke atas"),
    (0.95, "s3", (217, 239, 139), "95 % ke atas"),
    (0.80, "s2", (254, 224, 139), "80 % ke atas"),
    (0.50, "s1", (253, 174, 97), "50 % ke atas"),
    (0.0, "s0", (244, 109, 67), "di bawah 50 %"),
)
STATES: dict[str, tuple[str, Colour, str]] = {
    "empty": ("·", (236, 239, 243), "arsip tidak mendaftar berita"),
    "failed": ("!", (186, 132, 196), "arsip tidak terbaca"),
    "not_asked": ("?", (255, 255, 255), "arsip belum ditanya"),
    "no_archive": ("-", (200, 206, 214), "tidak ada arsip"),
}
PARTIAL = "~"  # after a share: the archive was not read to its end


def mark(cell: Cell) -> str:
    """Return what is written in a cell, four characters at most: percent rounded down (100 is really all), or a state's sign."""
    if cell.share is None:
        return STATES[cell.state][0]
    return f"{floor(cell.share * 100)}{PARTIAL if cell.state == 'partial' else ''}"


def colour(cell: Cell) -> Colour:
    """Return the background of a cell."""
    if cell.share is None:
        return STATES[cell.state][1]
    return next(shade for least, _, shade, _ in STEPS if cell.share >= least)


def name(cell: Cell) -> str:
    """Return the class of a cell: its step, or its state."""
    return cell.state if cell.share is None else next(step for least, step, _, _ in STEPS if cell.share >= least)


def meaning(cell: Cell) -> str:
    """Return a cell in words."""
    if cell.share is None:
        return f"{STATES[cell.state][2]}; {cell.known} alamat dari umpan"
    part = "; arsip tidak terbaca sampai habis" if cell.state == "partial" else ""
    return f"{cell.found} dari {cell.expected} ada, {cell.loaded} dimuat{part}"
