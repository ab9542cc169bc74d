"""The words of DAGs and tasks in the Airflow UI, from the catalogue: names, and what to do at 3 a.m. No DAG lives here."""

from __future__ import annotations

from typing import Any

from pantau.words import text


def shown(dag_id: str) -> dict[str, Any]:
    """Return the display name, the description and the help of a DAG, in the language of the setting."""
    return {
        "dag_display_name": text(f"airflow.{dag_id}.name"),
        "description": text(f"airflow.{dag_id}.description"),
        "doc_md": text(f"airflow.{dag_id}.doc"),
    }


def options(name: str) -> dict[str, Any]:
    """Return the id, the name and the help of a task."""
    return {"task_id": name, "task_display_name": text(f"airflow.task.{name}"), "doc_md": text(f"airflow.task_doc.{name}")}
