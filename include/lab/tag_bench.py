"""`make bench`: the speed at which the stage tag reads articles of 400 words, one JSON line per measure.

`python -m lab.tag_bench 2000` tags that many invented articles; `python -m lab.tag_bench 2000 FILE.jsonl.gz` the first articles
of a file of JSON lines (`title`, `text` or `content`, `outlet`). Texts are joined and cut to 400 words each. The CPU time of one
process counts: `articles_per_s` is the speed of one core. `digest` is of all results, so that it shows whether a faster tagger
says the same; the digest changes with the seeds.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from pantau.errors import BadInput
from pantau.settings import PROJECT
from pantau.tag.stage import text_tagger

WORDS = 400
_WARM = 40  # articles that are read before the clock starts, because the first one opens the model of names
_Article = tuple[str, str, str]  # title, text, outlet


def main(argv: Sequence[str]) -> int:
    """Measure the speed. Raises BadInput for an argument that is no size, or a file without articles."""
    if not argv or not argv[0].isdigit() or int(argv[0]) < 1 or len(argv) > 2:
        raise BadInput("give a number of articles, and perhaps a file of them, such as: 2000 articles.jsonl.gz")
    found = list(islice(of_length(_read(Path(argv[1])) if len(argv) > 1 else _invent_articles()), int(argv[0])))
    if not found:
        raise BadInput(f"{argv[1]}: there is no article of {WORDS} words in it")
    began = time.process_time()
    tag = text_tagger(PROJECT / "seeds", "bench")
    tag((*found[0], "", "", ""))
    loaded = time.process_time() - began
    for article in found[:_WARM]:
        tag((*article, "", "", ""))
    digest = hashlib.sha256()
    seconds = 0.0
    for article in found:
        began = time.process_time()
        read = tag((*article, "", "", ""))
        seconds += time.process_time() - began
        digest.update(repr(read).encode())
    figures = {"articles_per_s": round(len(found) / seconds, 1), "load_s": round(loaded, 2), "digest": digest.hexdigest()[:16]}
    print(json.dumps({"measure": "tag", "articles": len(found), "words": WORDS, **figures}), flush=True)
    return 0


def of_length(articles: Iterable[_Article]) -> Iterator[_Article]:
    """Yield articles of exactly WORDS words, cut from the joined texts of one outlet."""
    kept: dict[str, list[str]] = {}
    for title, text, outlet in articles:
        words = kept.setdefault(outlet, [])
        words += text.split(" ")
        if len(words) >= WORDS:
            yield title, " ".join(words[:WORDS]), outlet
            words.clear()


def _invent_articles() -> Iterator[_Article]:
    from lab.newsroom_families import articles

    size = 1000
    while True:  # without an end: another size gives other articles
        yield from ((one.title, one.text, "") for one in articles(size))
        size += 1


def _read(file: Path) -> Iterator[_Article]:
    try:
        with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield str(row.get("title") or ""), str(row.get("text") or row.get("content") or ""), str(row.get("outlet") or "")
    except (OSError, ValueError, AttributeError) as error:
        raise BadInput(f"{file}: {error}; give a file of JSON lines with title and text") from None


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadInput as error:
        sys.exit(f"bench: {error}")
