"""The tags of a day are held against the days before it: quiet days raise no alarm, a broken tagger does.

PANTAU_DRIFT_DAYS=60 tags so many days of the newsroom with 240 articles each, instead of two with 40: some minutes.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import psycopg
import pytest

from newsroom import Config
from newsroom.articles import Article, Desk
from pantau.alerts.telling import open_faults
from pantau.report import pages
from pantau.report.drift import read_drift, tell_drift
from pantau.settings import PROJECT, Settings
from pantau.tag.article import ArticleReader, tagged_of
from pantau.tag.topic_model import FILE, read_topic_weights, write_topic_weights
from pantau.tagged import Tagged
from pantau.validate.shown import shown_observed
from pantau.words import speaking
from pantau.workspace import Workspace

FIRST = date(2026, 9, 1)
DAYS = int(os.environ.get("PANTAU_DRIFT_DAYS", "2"))
ARTICLES = 240 if DAYS > 2 else 40
_ARTICLE = """INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text,
  text_digest, words, authors, section, language, time_source, time_flag, dateline_place, wire_source, description, method,
  digest, fetched_at, removed) VALUES (%s, %s, 'warta', %s, %s, '', '', 't', 't', 't',
  9, '{}', '', 'id', '', '', '', '', '', '', '', now(), '{}')"""
_KEEP = "INSERT INTO tag_days SELECT * FROM measure_tags(%s) ON CONFLICT DO NOTHING"
_SHARE = "INSERT INTO tag_days VALUES (%s, %s, %s, %s)"


def store(connection: psycopg.Connection, day: date, articles: Iterable[Tagged]) -> None:
    """Put what `load` would into the tables that are measured, and measure the day."""
    with connection.cursor() as cursor:
        for one in articles:
            cursor.execute(_ARTICLE, [one.article_id, day, *[f"{day}/{one.article_id}"] * 2])
            tags = [(one.article_id, *vars_of(tag)) for tag in one.tags]
            cursor.executemany("INSERT INTO article_tags VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING", tags)
            names = [(one.article_id, name.entity, name.type, name.kind, name.name, name.score) for name in one.entities]
            cursor.executemany("INSERT INTO mentions VALUES (%s, %s, %s, %s, %s, '', %s, true, true, '{}', '{}', '')", names)
        cursor.execute(_KEEP, [[day]])


def vars_of(tag: object) -> list[object]:
    return [getattr(tag, name) for name in ("kind", "id", "label", "score", "start", "end", "version")]


def put_shares(connection: psycopg.Connection, measure: str, shares: Sequence[tuple[int, float]]) -> None:
    """Days in a row, each with its articles and the share of one measure."""
    for number, (articles, share) in enumerate(shares):
        connection.execute(_SHARE, [FIRST + timedelta(days=number), "no_entity", articles, 0.0])
        connection.execute(_SHARE, [FIRST + timedelta(days=number), measure, articles, share])


def verdict(connection: psycopg.Connection, measure: str, number: int) -> str:
    asked = "SELECT verdict FROM tag_drift WHERE measure = %s AND day = %s"
    row = connection.execute(asked, [measure, FIRST + timedelta(days=number)]).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize(
    ("before", "last", "wanted"),
    [
        ([(300, 0.06)] * 28, (300, 1.0), "rose"),
        ([(300, 0.06)] * 28, (300, 0.1), "usual"),
        ([(300, 0.9)] * 28, (300, 0.7), "fell"),
        ([(300, 0.06)] * 6, (300, 1.0), "unknown"),  # six days are no history
        ([(300, 0.06)] * 7, (300, 1.0), "rose"),
        ([(29, 0.06)] * 28, (300, 1.0), "unknown"),  # days with so few articles are none either
        ([(300, 0.06)] * 28, (29, 1.0), "unknown"),
        ([(10_000, 0.5)] * 28, (10_000, 0.54), "usual"),  # too little to matter, however many articles
        ([(300, 0.06)] * 25 + [(300, 1.0)] * 3, (300, 1.0), "rose"),  # still broken on the fourth day
        (([(3000, 0.1)] * 5 + [(3000, 0.3)] * 2) * 4, (3000, 0.31), "usual"),  # a Saturday
    ],
)
def test_when_a_share_has_drifted(
    database: Settings, before: list[tuple[int, float]], last: tuple[int, float], wanted: str
) -> None:
    with psycopg.connect(database.warehouse) as connection:
        put_shares(connection, "no_topic", [*before, last])
        assert verdict(connection, "no_topic", len(before)) == wanted


def test_a_share_that_is_gone_fell_and_a_mean_without_values_is_not_judged(database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        put_shares(connection, "type:person", [(300, 0.8)] * 10)
        scores = [(FIRST + timedelta(days=number), "entity_score", 300, 0.9) for number in range(10)]
        connection.cursor().executemany(_SHARE, scores)
        connection.execute(_SHARE, [FIRST + timedelta(days=10), "no_entity", 300, 1.0])
        rows = connection.execute(
            "SELECT measure, verdict FROM tag_drift WHERE day = %s ORDER BY 1", [FIRST + timedelta(days=10)]
        )
        assert rows.fetchall() == [("no_entity", "rose"), ("type:person", "fell")]


def test_no_alarm_in_sixty_quiet_days_of_shares_that_vary(database: Settings) -> None:
    """Twenty measures have a usual share each, and each day's share varies around it, on weekends around another."""
    rng, counts = np.random.default_rng(11), []
    days = [FIRST + timedelta(days=number) for number in range(88)]
    with psycopg.connect(database.warehouse) as connection:
        sizes = rng.poisson(900, len(days)) + 30
        for number in range(20):
            usual, weekend = rng.uniform(0.01, 0.95), rng.uniform(0.7, 1.05)
            for day, size in zip(days, sizes, strict=True):
                mean = usual * (weekend if day.weekday() > 4 else 1)
                share = rng.binomial(size, rng.beta(mean * 300, (1 - mean) * 300)) / size
                counts.append((day, f"topic:{number}", int(size), float(share)))
        counts += [(day, "no_entity", int(size), 0.01) for day, size in zip(days, sizes, strict=True)]
        connection.cursor().executemany(_SHARE, counts)
        alarms = connection.execute("SELECT * FROM tag_drift WHERE verdict IN ('fell', 'rose') AND days >= 28").fetchall()
    assert alarms == []


def test_the_bounds_follow_from_the_loaded_days_in_whatever_order_they_came(database: Settings) -> None:
    rng = random.Random(3)
    rows = [(FIRST + timedelta(days=n), m, 100 + n, rng.random()) for n in range(40) for m in ("no_entity", "no_topic")]
    found = []
    with psycopg.connect(database.warehouse) as connection:
        for order in (rows, rows[::-1], rng.sample(rows, len(rows))):
            connection.execute("DELETE FROM tag_days")
            connection.cursor().executemany(_SHARE, order)
            found.append(connection.execute("SELECT * FROM tag_drift ORDER BY day, measure").fetchall())
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == len(rows)


def test_somebody_is_told_once_and_once_when_it_is_over(database: Settings) -> None:
    work, after = Workspace(database), [FIRST + timedelta(days=number) for number in (28, 29)]
    with psycopg.connect(database.warehouse, autocommit=True) as connection:
        put_shares(connection, "no_topic", [*[(300, 0.06)] * 28, (300, 1.0), (300, 0.05)])
        with speaking("en"):
            assert tell_drift(work, connection, str(after[0])) == 1
            (fault,) = open_faults(connection)
            assert fault.key == "drift"
            assert "articles without a topic: 100.0%, usually 6.0%" in fault.why
            assert tell_drift(work, connection, str(after[0])) == 1
            assert len(open_faults(connection)) == 1
            (rule,) = [one for one in pages.rules(connection, str(after[0])) if one.rule == "tags.drift"]
            assert "articles without a topic: 100.0%" in shown_observed(rule.observed)
        assert shown_observed(rule.observed).startswith("artikel tanpa topik: 100,0%, biasanya 6,0%, wajar ")
        assert (rule.success, rule.severity, rule.failed) == (False, "warning", 1)
        assert tell_drift(work, connection, str(FIRST)) == 0  # a day that cannot be judged ends nothing
        assert len(open_faults(connection)) == 1
        assert tell_drift(work, connection, str(after[1])) == 0
        assert open_faults(connection) == []
    work.landing.close()


@pytest.fixture(scope="module")
def tagless(tmp_path_factory: pytest.TempPathFactory) -> ArticleReader:
    """A reader whose weights of topics know nothing."""
    seeds = tmp_path_factory.mktemp("broken") / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds)
    weights = read_topic_weights(seeds / "tags" / FILE)
    write_topic_weights(
        seeds / "tags" / FILE, replace(weights, weights=weights.weights * 0, intercepts=(0.0,) * len(weights.labels))
    )
    return ArticleReader(seeds)


def test_days_of_the_newsroom_are_quiet_and_a_day_without_a_topic_model_is_red(
    database: Settings, tagless: ArticleReader
) -> None:
    reader, desk = ArticleReader(PROJECT / "seeds"), Desk(Config())
    days = [FIRST + timedelta(days=number) for number in range(DAYS + 8)]
    with psycopg.connect(database.warehouse) as connection:
        for day in days:
            store(connection, day, read_day(tagless if day == days[-1] else reader, desk, day))
        judged = "SELECT day, measure FROM tag_drift WHERE verdict IN ('fell', 'rose') ORDER BY 1, 2"
        alarms = connection.execute(judged).fetchall()
        assert {day for day, _ in alarms} == {days[-1]}
        assert "no_topic" in {measure for _, measure in alarms}
        assert "no_entity" not in {measure for _, measure in alarms}
        assert sum(one.drifted for one in read_drift(connection, str(days[-1]))) == len(alarms)
        unknown = connection.execute("SELECT count(DISTINCT day) FROM tag_drift WHERE verdict = 'unknown'").fetchone()
        assert unknown == (7,)


def read_day(reader: ArticleReader, desk: Desk, day: date) -> Iterable[Tagged]:
    for number, one in enumerate(articles_of(desk, day)):
        read = reader.read(one.headline.title, one.text, section=one.section[1])
        yield tagged_of(f"{day}/{number}", "d", read, "1")


def articles_of(desk: Desk, day: date) -> Iterable[Article]:
    plans = [plan for outlet in sorted(desk.planner.papers) for plan in desk.planner.day(outlet, day) if plan.kind == "article"]
    return [desk.article(plan, False) for plan in random.Random(str(day)).sample(plans, min(ARTICLES, len(plans)))]
