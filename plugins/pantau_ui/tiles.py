"""The 38 provinces as a map of tiles, as inline SVG: each has its place, a short name and a shade by its count."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from pantau.catalogue.provinces import PROVINCES

# BPS code → column, row, short name; roughly where the province lies.
PLACES = {
    "11": (0, 0, "Aceh"), "12": (1, 1, "Sumut"), "13": (1, 2, "Sumbar"), "14": (2, 1, "Riau"), "15": (2, 2, "Jambi"),
    "16": (2, 3, "Sumsel"), "17": (1, 3, "Bkl"), "18": (2, 4, "Lpg"), "19": (3, 2, "Babel"), "21": (3, 1, "Kepri"),
    "31": (4, 4, "DKI"), "32": (5, 4, "Jabar"), "33": (6, 4, "Jateng"), "34": (7, 4, "DIY"), "35": (8, 4, "Jatim"),
    "36": (3, 4, "Banten"), "51": (9, 4, "Bali"), "52": (10, 4, "NTB"), "53": (11, 4, "NTT"), "61": (5, 1, "Kalbar"),
    "62": (6, 1, "Kalteng"), "63": (7, 2, "Kalsel"), "64": (7, 1, "Kaltim"), "65": (7, 0, "Kaltara"), "71": (10, 0, "Sulut"),
    "72": (9, 1, "Sulteng"), "73": (9, 2, "Sulsel"), "74": (10, 2, "Sultra"), "75": (9, 0, "Gtlo"), "76": (8, 2, "Sulbar"),
    "81": (12, 1, "Maluku"), "82": (12, 0, "Malut"), "91": (14, 0, "P. Brt"), "92": (13, 0, "P. BD"), "94": (15, 1, "Papua"),
    "95": (14, 2, "P. Sel"), "96": (14, 1, "P. Teng"), "97": (15, 2, "P. Peg"),
}  # fmt: skip
SIZE, GAP = 46, 3
_MAP = Markup(
    '<svg class="tiles" viewBox="0 0 {width} {height}" role="img" aria-label="{label}"><title>{label}</title>{inside}</svg>'
)
_TILE = Markup(
    '<g><title>{name}: {count}</title><rect class="t{shade}" x="{x}" y="{y}" width="{size}" height="{size}" rx="4"></rect>'
    '<text class="name" x="{middle}" y="{upper}">{short}</text><text class="count" x="{middle}" y="{lower}">{count}</text></g>'
)


def tiles(counts: Mapping[str, int], label: str) -> Markup:
    """Return the map. `counts` is BPS code → articles; `label` says what it shows and is escaped."""
    top = max([*counts.values(), 1])
    inside = [_draw_tile(code, counts.get(code, 0), top) for code in PLACES]
    columns, rows = (1 + max(column for column, _, _ in PLACES.values())), (1 + max(row for _, row, _ in PLACES.values()))
    step = SIZE + GAP
    return _MAP.format(width=columns * step, height=rows * step, label=label, inside=Markup("").join(inside))


def _draw_tile(code: str, count: int, top: int) -> Markup:
    column, row, short = PLACES[code]
    x, y = column * (SIZE + GAP), row * (SIZE + GAP)
    shade = 0 if not count else 1 + min(3, int(4 * (count / top) ** 0.5 - 1e-9))
    where = {"x": x, "y": y, "middle": x + SIZE // 2, "upper": y + 19, "lower": y + 36, "size": SIZE}
    return _TILE.format(name=PROVINCES[code][0], short=short, count=count, shade=shade, **where)
