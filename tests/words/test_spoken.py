"""A text is shown in the language of the reader, and so is a stored sentence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pantau.alerts.fault import Fault, ended, told
from pantau.model import QualityResult
from pantau.poll.watching import as_fault
from pantau.report.changes import sentence
from pantau.report.stories import wait
from pantau.validate.report import quality
from pantau.validate.row_rules import row_rules
from pantau.validate.rules import Finding
from pantau.validate.shown import shown_observed, shown_result, shown_rule
from pantau.words import name_of, reworded, speaking, spoken, text
from pantau_airflow.words import options, shown

from pantau.settings import read_settings  # isort: skip


def test_the_setting_speaks_until_somebody_chooses_and_no_longer_than_that() -> None:
    assert spoken() == "id"
    with speaking("en"):
        assert text("pages.nav.quality") == "Quality"
        with speaking("id"):
            assert text("pages.nav.quality") == "Mutu"
        assert text("pages.nav.quality") == "Quality"
    assert text("pages.nav.quality") == "Mutu"


def test_a_choice_is_heard_in_no_other_thread() -> None:
    with speaking("en"), ThreadPoolExecutor(1) as other:
        assert other.submit(text, "pages.nav.quality").result() == "Mutu"


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 new article"), ("1", "1 new article"), (0, "0 new articles"), (21, "21 new articles")]
)
def test_one_is_singular_in_english(count: object, words: str) -> None:
    with speaking("en"):
        assert text("terms.change.articles_new", count=count) == words


def test_a_key_the_catalogue_lacks_is_a_mistake_and_a_name_it_lacks_is_shown_as_it_is() -> None:
    with pytest.raises(KeyError, match=r"pages\.nav\.nowhere"):
        text("pages.nav.nowhere")
    assert name_of("terms.kind", "nowhere") == "nowhere"
    assert name_of("terms.kind", "../terms") == "../terms"


def test_a_stored_reason_is_said_again_with_its_value_whatever_the_value_holds() -> None:
    for value in ("{least}", "<b>x</b> {0} %s\n; dan 3 lagi", "”", ""):
        stored = f"Judul harus 8 sampai 300 huruf; yang ada: “{value}”."
        with speaking("en"):
            assert shown_rule("title.length", "reason", stored) == f"A title has 8 to 300 characters; this one is “{value}”."
        assert shown_rule("title.length", "reason", stored) == stored
    with speaking("en"):
        assert shown_rule("title.length", "reason", "kalimat lama") == "kalimat lama"
        assert shown_rule("rule.of.before", "reason", "kalimat lama") == "kalimat lama"
        assert reworded("nowhere.x", "kalimat lama") == "kalimat lama"


@pytest.mark.parametrize(
    ("stored", "english"),
    [
        ("3 dari 40 (7,5%): kompas (2×), detik", "3 of 40 (7.5%): kompas (2×), detik"),
        ("3 dari 40 (7,5%): kompas (2×), dan 7 lagi", "3 of 40 (7.5%): kompas (2×), and 7 more"),
        ("0 dari 40 (0,0%)", "0 of 40 (0.0%)"),
        ("tidak dinilai: ada 3 baris, perlu 20", "not judged: there are 3 rows, 20 are needed"),
        (
            "9 dari 30 artikel akan hilang (30,0%); 2 di antaranya sudah hilang pada pemuatan sebelumnya; media lenyap: a (9)",
            "9 of 30 articles would go (30.0%); 2 of them went with an earlier load; outlets gone: a (9)",
        ),
        ("terbaru 2026-11-22 21:10 WIB, 2,8 jam sebelum 2026-11-23 00:00 WIB",
         "the newest is of 2026-11-22 21:10 WIB, 2.8 hours before 2026-11-23 00:00 WIB"),
        ("3 = 3", "3 = 3"),
    ],
)  # fmt: skip
def test_what_was_observed_is_said_again(stored: str, english: str) -> None:
    assert shown_observed(stored) == stored
    with speaking("en"):
        assert shown_observed(stored) == english


def test_a_day_that_nothing_could_be_compared_with_says_so() -> None:
    with speaking("en"):
        assert shown_result("tags.drift", 0, "") == "not compared: too few days before it, or too few articles"
        assert shown_result("volume", 7, "") == ""
        assert shown_result("url.https", 0, "tidak dinilai: ada 3 baris, tanpa nilai").startswith("not judged: there are 3 rows")


def test_the_warehouse_keeps_indonesian_whatever_is_spoken() -> None:
    def results() -> list[QualityResult]:
        rule = next(rule for rule in row_rules(read_settings()) if rule.id == "text.length")
        return quality([Finding(rule, False, 2, (0,))], [{"outlet": "kompas"}, {"outlet": "detik"}], "row")

    with speaking("en"):
        english = results()
    assert english == results()
    assert english[0].observed == "1 dari 2 (50,0%): kompas"
    assert english[0].description == "Isi artikel cukup panjang"


def test_alerts_airflow_and_sentences_speak_english_too() -> None:
    from datetime import UTC, datetime

    from pantau.poll.silence import Silence

    since = datetime(2026, 11, 22, tzinfo=UTC)
    with speaking("en"):
        fault = as_fault(Silence(since, since))
        assert told(fault)[1].startswith("What: No feed was polled, although feeds were due\nWhere: DAG poll_feeds\nWhy: ")
        assert ended([fault, Fault("a", "b", "", "", "")])[1].count("Where: ") == 2
        assert "Where: not known" in ended([Fault("a", "b", "", "", "")])[1]
        assert "at 3 a.m.**" in shown("monitor_day")["doc_md"]
        assert options("look")["task_display_name"] == "Does anything change?"
        assert sentence(
            {"first": 0, "articles_new": 1, "articles_gone": 0, "titles_changed": 2, "texts_changed": 0, "tags_changed": 0}
        ) == ("Compared with the load before: 1 new article, 2 titles changed.")
        assert (wait(185), wait(3000)) == ("+3 h 05 min", "+2 d 2 h")
    assert (wait(185), wait(3000)) == ("+3 j 05 m", "+2 h 2 j")
