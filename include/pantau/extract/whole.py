"""Changes parts that trafilatura drops into a form that it keeps: rows of tables, leads, further <article>s."""

from __future__ import annotations

from lxml.html import HtmlElement

_MOST_ROWS = 400  # of one page
_LONGEST_CELL = 200  # letters; longer cells are the layout of the page
_PROSE = 60  # letters of a paragraph
_ENDS = (".", "!", "?", '"', "”")
_INSIDE = ("p", "div", "table", "ul", "ol", "article", "section", "form", "h1", "h2", "h3")


def keep_whole(tree: HtmlElement) -> None:
    """Change the tree in place: rows of data tables become paragraphs "a | b", a lead loses a class that says teaser, and
    <article>s that continue the first one become part of it.

    Layout tables and teasers of other stories stay as they are.
    """
    _rows_as_lines(tree)
    _leads(tree)
    _one_article(tree)


def _rows_as_lines(tree: HtmlElement) -> None:
    rows = 0
    for table in list(tree.iter("table")):
        lines = _lines(table)
        rows += len(lines)
        if len(lines) < 2 or rows > _MOST_ROWS or table.getparent() is None:
            continue
        table[:] = []
        table.tag, table.text = "div", None
        table.attrib.clear()
        for line in lines:
            paragraph = table.makeelement("p")
            paragraph.text = line
            table.append(paragraph)
        frame = table.getparent()
        if frame is not None and frame.tag == "figure":  # of WordPress; trafilatura drops it as a picture
            frame.tag = "div"


def _lines(table: HtmlElement) -> list[str]:
    """Return the rows of a table of data; [] for a layout: long cells, blocks in cells, one column, links."""
    lines, linked, letters = [], 0, 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        words = [" ".join(" ".join(cell.itertext()).split()) for cell in cells]
        if any(len(text) > _LONGEST_CELL or _holds_blocks(cell) for cell, text in zip(cells, words, strict=True)):
            return []
        told = [text for text in words if text]
        letters += sum(map(len, told))
        linked += sum(len(" ".join(link.itertext())) for cell in cells for link in cell.iter("a"))
        if told:
            lines.append(" | ".join(told))
    columns = sum(" | " in line for line in lines)
    return lines if 2 * columns > len(lines) and 2 * linked < letters else []


def _holds_blocks(cell: HtmlElement) -> bool:
    """Return whether a cell holds more than one paragraph: then it is a part of the page."""
    inside = [part for part in cell.iter(*_INSIDE) if part is not cell]
    return len(inside) > 1 or any(part.tag not in ("p", "div") for part in inside)


def _leads(tree: HtmlElement) -> None:
    for element in list(tree.iter("div", "section", "p")):
        names = (element.get("class", "") + " " + element.get("id", "")).lower()
        if "teaser" in names and _is_prose(element):
            element.attrib.pop("class", None)
            element.attrib.pop("id", None)


def _is_prose(element: HtmlElement) -> bool:
    """Return whether an element is sentences, with hardly any links and no heading; teasers of stories have links or
    headings."""
    text = " ".join(" ".join(element.itertext()).split())
    linked = sum(len(" ".join(link.itertext())) for link in element.iter("a"))
    headed = next(element.iter("h1", "h2", "h3", "h4"), None) is not None
    return len(text) >= _PROSE and text.endswith(_ENDS) and not headed and 3 * linked < len(text)


def _one_article(tree: HtmlElement) -> None:
    """Join later <article>s of the same parent to the first if they are nothing but prose: the article continues in them."""
    for first in list(tree.iter("article")):
        following = first.getnext()
        while following is not None and following.tag == "article" and _is_prose(following):
            following_next = following.getnext()
            following.tag = "div"
            following.attrib.clear()
            following.tail = None
            first.append(following)
            following = following_next
