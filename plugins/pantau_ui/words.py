"""How texts, figures, times and links are written on the pages, in the language of the reader.

A text of the catalogue may hold <b>, <i> and <code>; a value that is put into it is escaped. Times are WIB.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from urllib.parse import quote

from markupsafe import Markup

from pantau.day import WIB
from pantau.model import Outcome
from pantau.report.volume import VolumeTest
from pantau.settings import settings
from pantau.words import form, name_of, spoken, text, text_in

_ENTITY_PATHS = {"person": "tokoh", "organisation": "lembaga", "place": "tempat"}


def rich(key: str, /, **values: object) -> Markup:
    """Return a text with its own markup; every value is escaped, except markup made here."""
    line = Markup(form(spoken(), key, values.get("count")))  # noqa: S704 - the catalogue is ours; what is put in is escaped
    return line.format(**values)


def link(address: str, words: str) -> Markup:
    """Return a link to a page of ours or of Airflow's."""
    return Markup('<a href="{}">{}</a>').format(address, words)


def dag_links(airflow: str) -> Callable[[str], Markup]:
    """Return the function that makes a link to a DAG, with the name that Airflow shows: it is in the language of the
    setting."""

    def dag(name: str) -> Markup:
        return link(f"{airflow}/dags/{name}", text_in(settings().language, f"airflow.{name}.name"))

    return dag


def day_field() -> str:
    """Return the label of the day in the form of a manual run, as Airflow shows it."""
    return text_in(settings().language, "airflow.param.day")


def task_name(task: str) -> str:
    """Return the name of a task as Airflow shows it."""
    return text_in(settings().language, f"airflow.task.{task}")


def outcomes() -> Mapping[Outcome, tuple[str, str]]:
    """Return the word and the explanation of every outcome, in the order of the columns."""
    shown = (
        Outcome.LOADED,
        Outcome.DUPLICATE,
        Outcome.NOT_ARTICLE,
        Outcome.QUARANTINED,
        Outcome.FAILED,
        Outcome.BLOCKED,
        Outcome.PENDING,
    )
    return {one: (text(f"terms.outcome.{one.value}"), text(f"terms.outcome_help.{one.value}")) for one in shown}


def severity(name: str) -> str:
    """Return the word of a severity."""
    return name_of("terms.severity", name)


def kind(name: str) -> str:
    """Return the word of a kind of tag."""
    return name_of("terms.kind", name)


def copy_kind(name: str) -> str:
    """Return the word of how an article is a copy."""
    return name_of("terms.copy", name)


def outcome(name: str) -> str:
    """Return the word of an outcome."""
    return name_of("terms.outcome", name)


def number(value: float) -> str:
    """Write a whole number: 12.345 in Indonesian, 12,345 in English."""
    return f"{value:,.0f}".replace(",", text("terms.date.thousands"))


def moment(value: datetime | None) -> str:
    """Write an aware time in WIB: 22 Nov 2026 06.05 WIB; nothing known is a dash."""
    if value is None:
        return "–"
    local = value.astimezone(WIB)
    clock = text("terms.date.time", hours=local.hour, minutes=local.minute)
    return f"{local.day} {_month(local)} {local.year} {clock} WIB"


def clock(value: datetime | None) -> str:
    """Write the time of day of an aware time in WIB: 06.05; an unknown time is a dash."""
    local = value.astimezone(WIB) if value else None
    return text("terms.date.time", hours=local.hour, minutes=local.minute) if local else "–"


def decimal(value: float) -> str:
    """Write a mean: 3,2 in Indonesian, 3.2 in English; from 100 on without a fraction."""
    if value >= 100:
        return number(value)
    return f"{value:.1f}".replace(".", text("terms.date.decimal"))


def share(value: float) -> str:
    """Write a value from 0 to 1: 0,55 in Indonesian, 0.55 in English."""
    return f"{value:.2f}".replace(".", text("terms.date.decimal"))


def change(now: int, before: int) -> str:
    """Write how a count has changed: +25%, −40%; "" if there was none before."""
    if not before:
        return ""
    share = round(100 * (now - before) / before)
    return f"{'+' if share > 0 else '−' if share < 0 else '±'}{abs(share)}%"


def oddness(test: VolumeTest) -> str:
    """Return the class of a count: many or few if only one day in fifty has so many or so few, else ""."""
    if test.improbable >= 0.02:
        return ""
    return "many" if test.count > test.mean else "few"


def outlet_name(outlet: str, names: Mapping[str, str]) -> str:
    """Return the name that readers know, or the short name if the catalogue has none."""
    return names.get(outlet, outlet)


def long_day(value: date) -> str:
    """Write a day: Minggu, 22 Nov 2026."""
    return f"{text('terms.date.days').split()[value.weekday()]}, {value.day} {_month(value)} {value.year}"


def short_day(value: date) -> str:
    """Write a day without its name: 22 Nov 2026."""
    return f"{value.day} {_month(value)} {value.year}"


def entity_path(ident: str) -> str:
    """Return the address of the page of an entity, below the root of the pages: person:ani → tokoh/ani."""
    kind, _, name = ident.partition(":")
    return f"{_ENTITY_PATHS[kind]}/{quote(name, safe='@')}"


def _month(value: date) -> str:
    return text("terms.date.months").split()[value.month - 1]


def megabytes(value: float) -> str:
    """Write bytes in MB."""
    return f"{number(value / 1_000_000)} MB"


def web_address(value: object) -> str:
    """Return an address that may be a link: http or https, else "" (a feed may announce javascript:…)."""
    address = str(value).strip()
    return address if address.lower().startswith(("http://", "https://")) else ""
