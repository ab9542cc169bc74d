"""How a page is made: the templates and what they may call, in the reader's language. Everything is escaped."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pantau.coverage import palette
from pantau.day import today
from pantau.report import changes, pages, stories
from pantau.report.today import PAST_DAYS
from pantau.validate.shown import shown_observed, shown_result, shown_rule
from pantau.words import speaking, spoken, text
from pantau_ui import drawing, languages, words

HERE = Path(__file__).parent
templates = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
templates.filters |= {
    "number": words.number,
    "moment": words.moment,
    "long_day": words.long_day,
    "megabytes": words.megabytes,
    "web": words.web_address,
    "wait": stories.wait,
    "changes": changes.sentence,
    "severity": words.severity,
    "kind": words.kind,
    "copy_kind": words.copy_kind,
    "as_day": date.fromisoformat,
    "clock": words.clock,
    "decimal": words.decimal,
    "share": words.share,
    "oddness": words.oddness,
    "outlet_name": words.outlet_name,
    "outcome": words.outcome,
    "short_day": words.short_day,
    "entity_path": words.entity_path,
}
templates.globals |= {"t": text, "h": words.rich, "link": words.link, "rule_text": shown_rule}
templates.globals |= {"observed": shown_observed, "result": shown_result}
templates.globals |= {"rows": pages.PAGE_ROWS, "day_field": words.day_field, "task_name": words.task_name}
templates.globals |= {"mark": palette.mark, "step": palette.name, "meaning": palette.meaning, "partial": palette.PARTIAL}
templates.globals |= {
    "bars": drawing.bars,
    "day_bars": drawing.day_bars,
    "share_bar": drawing.share_bar,
    "change": words.change,
    "series_days": PAST_DAYS + 1,
    "steps": palette.STEPS,
    "states": palette.STATES,
}


def page(request: Request, name: str, code: int = 200, **values: Any) -> HTMLResponse:
    """Render a template in the reader's language; every link is below the path at which the app is mounted."""
    root = str(request.scope.get("root_path", ""))
    airflow = root.removesuffix("/pantau")
    with speaking(languages.chosen(request)):  # the handler of internal errors stands outside `guarded`
        more: dict[str, Any] = {"dag": words.dag_links(airflow), "outcomes": words.outcomes(), "language": spoken()}
        more |= {"switch": languages.switch(request, root), "today": today()}
        body = templates.get_template(name).render(root=root, airflow=airflow, **more, **values)
    return HTMLResponse(body, code)
