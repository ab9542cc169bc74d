"""Small charts as inline SVG, without scripts or styles of their own; colours and widths are classes of the style sheet."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_BARS = Markup(
    '<svg class="bars {kind}" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="img" aria-label="{label}">'
    "<title>{label}</title>{inside}</svg>"
)
_BAR = Markup('<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"></rect>')
_RULE = Markup('<line class="usual" x1="0" x2="{width}" y1="{y:.1f}" y2="{y:.1f}"></line>')
_SAID = Markup("<g><title>{}</title>{}</g>")
_SHARE = Markup(
    '<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="back" x="0" y="0" width="100" height="10"></rect>'
    '<rect class="here" x="0" y="0" width="{:.1f}" height="10"></rect></svg>'
)
_STEP = 8  # units a bar takes, a gap of 2 among them


def bars(
    counts: Sequence[int],
    label: str,
    *,
    usual: float | None = None,
    height: int = 32,
    marked: int = -1,
    kind: str = "",
    top: int = 1,
    room: int = 0,
) -> Markup:
    """Return a bar for each count, from 0 to the largest; the bar at `marked` (-1: the last) stands out, `usual` is a line.

    `label` describes the picture for readers who cannot see it; it is escaped. `top` is a count that must have room, so that
    pictures side by side have one scale. Where there are fewer counts than `room`, the bars stand at the right, as thin as if
    there were so many.
    """
    highest = max([*counts, usual or 0, top])
    chosen = len(counts) - 1 if marked == -1 else marked
    left = max(0, room - len(counts))
    drawn = [_draw_bar(count / highest, left + place, height, here=place == chosen) for place, count in enumerate(counts)]
    width = max(1, (left + len(counts)) * _STEP - 2)
    line = _RULE.format(width=width, y=height - height * usual / highest) if usual else Markup("")
    return _BARS.format(kind=kind, width=width, height=height, label=label, inside=Markup("").join(drawn) + line)


def _draw_bar(share: float, place: int, height: int, *, here: bool) -> Markup:
    tall = max(share * height, 1.0 if share else 0.4)  # a zero is a hair, so that a day without articles is still a day
    return _BAR.format(kind="here" if here else "bar", x=place * _STEP, y=height - tall, wide=_STEP - 2, tall=tall)


def day_bars(rows: Sequence[tuple[str, int, int]], label: str, height: int = 90) -> Markup:
    """Return a bar for each day, its lower part in another shade. `rows` are (label of the bar, the whole, the lower part)."""
    top = max([*(whole for _, whole, _ in rows), 1])
    drawn = []
    for place, (said, whole, part) in enumerate(rows):
        both = _draw_bar(whole / top, place, height, here=False)
        both += _draw_bar(part / top, place, height, here=True) if part else Markup("")
        drawn.append(_SAID.format(said, both))
    width = max(1, len(rows) * _STEP - 2)
    return _BARS.format(kind="tall", width=width, height=height, label=label, inside=Markup("").join(drawn))


def share_bar(count: int, total: int) -> Markup:
    """Return a bar as long as the share of `count` in `total`; the figure itself stands beside it."""
    wide = 100 * min(1.0, count / total) if total else 0.0
    return _SHARE.format(wide)
