"""The newsroom's catalogue: outlets.csv, feeds.csv, archives.yaml and rules/ as Pantau reads them."""

from __future__ import annotations

import csv
from pathlib import Path

import yaml

from newsroom import feeds
from newsroom.config import FIRST_DAY, Config
from newsroom.markup import FAMILIES
from newsroom.papers import Paper, papers

OUTLET_COLUMNS = ["outlet", "name", "owner_group", "province_code", "language", "zone", "type", "domains", "home_url", "notes"]
FEED_COLUMNS = ["feed_url", "outlet", "section", "kind", "enabled", "reason", "evidence"]


def write_catalogue(folder: Path, config: Config) -> None:
    """Write the files of a newsroom on `config.port` into `folder`; make the folder if it is missing.

    About half of the families have rules. The outlets of the others are read without a rule.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(papers(config.outlets).values())
    _csv(folder / "outlets.csv", OUTLET_COLUMNS, [_outlet(paper, config.port) for paper in rows])
    _csv(folder / "feeds.csv", FEED_COLUMNS, [feed for paper in rows for feed in _feeds(paper, config.port)])
    text = yaml.safe_dump([_archive(paper, config.port) for paper in rows], sort_keys=False, allow_unicode=True, width=140)
    (folder / "archives.yaml").write_text(text, encoding="utf-8")
    (folder / "rules").mkdir(exist_ok=True)
    for name, family in FAMILIES.items():
        outlets = [paper.slug for paper in rows if paper.family == name]
        if outlets and (rule := family.rule()):
            whole = {"outlets": outlets, "evidence": "newsroom", **rule}
            text = yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=140)
            (folder / "rules" / f"newsroom-{name}.yaml").write_text(text, encoding="utf-8")


def _csv(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _outlet(paper: Paper, port: int) -> dict[str, str]:
    return {
        "outlet": paper.slug,
        "name": paper.name,
        "owner_group": paper.group,
        "province_code": paper.province,
        "language": "id",
        "zone": paper.zone,
        "type": paper.type,
        "domains": paper.host,
        "home_url": f"http://{paper.host}:{port}/",
        "notes": f"newsroom, {paper.family}",
    }


def _feeds(paper: Paper, port: int) -> list[dict[str, str]]:
    roots = [("", paper.host), *((bureau, f"{bureau}.{paper.host}") for bureau in paper.bureaus)]
    return [
        {
            "feed_url": f"http://{host}:{port}{feeds.PATHS[kind]}",
            "outlet": paper.slug,
            "section": bureau,
            "kind": kind,
            "enabled": "yes",
            "reason": "",
            "evidence": "newsroom",
        }
        for bureau, host in roots
        for kind in paper.feeds
    ]


def _archive(paper: Paper, port: int) -> dict[str, str | int]:
    family = FAMILIES[paper.family]
    return {
        "outlet": paper.slug,
        "url": f"http://{paper.host}:{port}{family.archive}",
        "link": family.link,
        "link_pattern": family.pattern(paper.host),
        "first_page": family.first_page,
        "step": family.step,
        "max_pages": 40,
        "since": FIRST_DAY.isoformat(),
        "evidence": "newsroom",
    }
