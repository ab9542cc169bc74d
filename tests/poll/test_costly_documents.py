"""A feed or a list that takes too much to read ends by name; the poll and the neighbours go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from poll_site import Reply, Site

from pantau.poll.archives import poll_archive
from pantau.poll.feeds import poll_due
from pantau.workspace import Workspace

DAY = "2026-11-18"
Make = Callable[..., Workspace]
GOOD = "<rss version='2.0'><channel><item><title>t</title><link>https://koran.test/berita/{}</link></item>{}</channel></rss>"
ITEM = "<item><title>t</title><link>https://koran.test/berita/{}</link><description>" + "&lt;" * 5_000 + "</description></item>"
SLOW = f"<rss version='2.0'><channel>{''.join(map(ITEM.format, range(9, 84)))}</channel></rss>"  # no item is over a limit


def test_a_feed_over_the_budget_is_named_and_the_others_land(site: Site, workspace: Make) -> None:
    feeds = [site.put("/lambat", SLOW), site.put("/a", GOOD.format(1, "")), site.put("/b", GOOD.format(2, ""))]
    work = workspace(feeds, item_cpu_s=0.05)
    assert poll_due(work, datetime(2026, 11, 18, 12, tzinfo=UTC)).results == {"too_costly": 1, "ok": 2}


ROW = "<li class=berita><a href=/read/2026/11/18/1>x</a>"
LISTS = {
    "index": (ROW * 30_000, "?d={yyyy}-{mm}-{dd}", "link: li.berita a"),
    "year": (ROW * 30_000, "?y={yyyy}&page={page}", "link: li.berita a\n  year_only: true\n  max_pages: 1"),
    "sitemap": (
        "<urlset>" + "<url><loc>https://koran.test/</loc></url>" * 30_000 + "</urlset>",
        "?m={yyyy}{mm}",
        "kind: sitemap",
    ),
    "wordpress": ("[" + "[]," * 900_000 + "1]", "?d={yyyy}-{mm}-{dd}&page={page}", "kind: wordpress\n  max_pages: 1"),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_over_the_budget_is_named(site: Site, workspace: Make, kind: str) -> None:
    body, query, more = LISTS[kind]
    site.answer = lambda asked: Reply(body) if asked.path.startswith("/arsip") else Reply("", 404)  # type: ignore[method-assign]
    pattern = "/(?P<y>\\d{4})/(?P<m>\\d\\d)/(?P<d>\\d\\d)/"
    block = f"- outlet: koran\n  url: '{site.url('/arsip')}{query}'\n  link_pattern: '{pattern}'\n"
    report = poll_archive(workspace(archives=f"{block}  {more}\n", list_cpu_s=0.05), DAY)
    assert report.results == {"too_costly": 1}, [reading.message for reading in report.readings]
