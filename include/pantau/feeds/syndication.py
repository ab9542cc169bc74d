"""RSS, Atom and RDF through feedparser, whose dictionaries become dataclasses here."""

from __future__ import annotations

import io
import re
from typing import Any

from pantau.feeds.items import RawItem
from pantau.text import mend_references

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.I)
# feedparser calls these ill-formed although the document is fine: a media type or a charset from the server that says nothing.
_BENIGN = ("NonXMLContentType", "CharacterEncodingOverride", "CharacterEncodingUnknown")


def parse_syndication(body: bytes, url: str, content_type: str = "") -> tuple[list[RawItem], str]:
    """Return the items of the document and, if it is ill-formed, what feedparser says of it."""
    import feedparser

    body, header = _find_charset(body.lstrip(b" \t\r\n"), content_type)
    body = mend_references(body)
    # A stream, never the bytes: feedparser opens a file of this machine if the bytes happen to be its name.
    try:
        parsed = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": header, "content-location": url},
            sanitize_html=False,  # only plain text is kept
            resolve_relative_uris=False,  # in markup; links are resolved all the same
        )
    except (ValueError, OverflowError, LookupError) as error:  # an entity in an encoding in which we did not see it, or worse
        return [], f"{type(error).__name__}: {error}"[:300]
    found = parsed.get("bozo_exception") if parsed.get("bozo") else None
    fault = "" if found is None or type(found).__name__ in _BENIGN else f"{type(found).__name__}: {found}"[:300]
    return [_raw(entry) for entry in parsed.entries], fault


def _find_charset(body: bytes, content_type: str) -> tuple[bytes, str]:
    """Return the body and a Content-Type with the charset that it really has.

    Servers name the wrong charset, and feedparser believes them; but bytes that are valid UTF-8 are UTF-8. A few stray bytes in
    a UTF-8 feed are replaced, because feedparser would read the whole feed as windows-1252.
    """
    sent, declared = _CHARSET.search(content_type), _DECLARED.match(body)
    named = sent[1] if sent else declared[1].decode("ascii") if declared else ""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in body[:4]:
        return body, "application/xml"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        stray = text.count("\ufffd")
        proper = sum(1 for byte in body if byte >= 0xC2) - stray
        if named.lower() in ("", "utf-8", "utf8") and proper > 10 * stray:
            return text.encode("utf-8"), "application/xml; charset=utf-8"
        return body, f"application/xml; charset={named}" if named else "application/xml"
    return body, "application/xml; charset=utf-8"


def _raw(entry: dict[str, Any]) -> RawItem:
    # dict.get: feedparser's own answers `updated` with the publication time and a warning.
    tags = dict.get(entry, "tags") or []
    return RawItem(
        link=_text(dict.get(entry, "feedburner_origlink")) or _link(entry),
        title=_text(dict.get(entry, "title")),
        summary=_text(dict.get(entry, "summary")),
        category=next((str(tag.get("term") or "") for tag in tags), ""),
        published=_text(dict.get(entry, "published")),
        updated=_text(dict.get(entry, "updated")),
    )


def _link(entry: dict[str, Any]) -> str:
    """Return the address of the article. An enclosure (a sound, a picture) or another form of the feed is none."""
    links = [one for one in entry.get("links") or () if one.get("href")]
    pages = [str(one["href"]) for one in links if one.get("rel", "alternate") == "alternate" and _is_page(one)]
    chosen = _text(dict.get(entry, "link"))  # feedparser takes the last <link> of any kind, or the guid
    if chosen in pages or (chosen and not links):
        return chosen
    others = {str(one["href"]) for one in links}
    itself = (str(one["href"]) for one in links if one.get("rel") == "self" and _is_page(one))
    # A guid that is an address leads to the article where nothing else does, also if it says that it is no permalink.
    named = (
        one for one in (chosen, _text(dict.get(entry, "id"))) if one.startswith(("http://", "https://")) and one not in others
    )
    return next((link for link in (*pages, *itself, *named) if link), "")


def _is_page(link: dict[str, Any]) -> bool:
    kind = str(link.get("type") or "text/html").lower()
    return kind.startswith("text/") or "xhtml" in kind


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
