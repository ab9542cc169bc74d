"""The coverage calendar as a PNG, for reports."""

from __future__ import annotations

from pathlib import Path

from pantau.coverage.figures import Calendar
from pantau.coverage.palette import PARTIAL, STATES, STEPS, colour, mark
from pantau.errors import BadInput, visible
from pantau.words import text

_WIDE, _HIGH, _LEFT, _TOP, _EDGE = 34, 20, 190, 64, 12  # pixels: a cell, the names, the heads, the margin
_INK, _DIM, _PAPER = (29, 36, 48), (91, 102, 117), (255, 255, 255)
_LONGEST = 24  # characters of a name


def draw(drawn: Calendar, file: Path) -> None:
    """Draw the calendar into a PNG file. Raises BadInput if there is nothing to draw or the file cannot be written."""
    from PIL import Image, ImageDraw, ImageFont

    if not drawn.rows:
        raise BadInput("nothing is known of these days, so there is no picture to draw; choose other days or outlets")
    key = [(shade, text(f"terms.cover.{step}")) for _, step, shade in STEPS]
    key += [(shade, f"{sign} {text(f'terms.cover.{state}')}") for state, (sign, shade) in STATES.items()]
    wide = max(_LEFT + len(drawn.columns) * _WIDE, 640) + 2 * _EDGE
    high = _TOP + len(drawn.rows) * _HIGH + (len(key) + 2) * _HIGH + 2 * _EDGE
    image = Image.new("RGB", (wide, high), _PAPER)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(12)
    what = "commands.coverage.picture_by_week" if drawn.weekly else "commands.coverage.picture_by_day"
    title = text(what, first=drawn.columns[0], last=drawn.columns[-1])
    pen.text((_EDGE, _EDGE), title, _INK, ImageFont.load_default(15))
    places = {day: _EDGE + _LEFT + number * _WIDE for number, day in enumerate(drawn.columns)}
    for number, (day, left) in enumerate(places.items()):
        pen.text((left + 6, _TOP - 8), day[8:], _INK, font)
        if number == 0 or day[5:7] != drawn.columns[number - 1][5:7]:
            pen.text((left + 6, _TOP - 24), day[5:7], _DIM, font)
    top = _TOP + _EDGE
    for outlet, row in drawn.rows:
        pen.text((_EDGE, top + 3), visible(outlet)[:_LONGEST], _INK, font)
        for cell in row:
            box = (places[cell.day], top, places[cell.day] + _WIDE - 2, top + _HIGH - 2)
            pen.rectangle(box, colour(cell), _DIM if cell.state == "not_asked" else None)
            pen.text((box[0] + 4, top + 2), mark(cell), _INK, font)
        top += _HIGH
    for shade, words in (*key, (_PAPER, f"{PARTIAL} {text('terms.cover.partial')}")):
        top += _HIGH
        pen.rectangle((_EDGE, top, _EDGE + _WIDE - 2, top + _HIGH - 4), shade, _DIM)
        pen.text((_EDGE + _WIDE + 6, top), words, _INK, font)
    try:
        image.save(file, "PNG")
    except OSError as error:
        raise BadInput(f"--png {file}: {error.strerror or error}; choose a file that can be written") from None
