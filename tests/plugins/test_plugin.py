"""What Airflow itself says of the plugin: it loads, its navigation entry is valid, and it costs other processes nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from airflow import plugins_manager
from airflow.api_fastapi.core_api.datamodels.plugins import PluginResponse

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.filterwarnings("ignore:GitWildMatchPattern")  # Airflow's own reading of .airflowignore


def test_airflow_accepts_the_plugin_and_shows_it_in_the_navigation() -> None:
    infos = [info for info in plugins_manager.get_plugin_info() if info["name"] == "pantau"]
    assert len(infos) == 1
    plugin = PluginResponse.model_validate(infos[0])  # Airflow drops all entries of a plugin this refuses
    assert [(view.name, view.destination) for view in plugin.external_views] == [("Pantau", "nav")]
    assert plugin.fastapi_apps[0].url_prefix == "/pantau"
    assert plugins_manager.get_import_errors() == {}


def test_loading_the_plugin_imports_no_web_framework_and_no_database_driver() -> None:
    def heavy_after(imports: str) -> str:
        code = f"import sys, {imports}; print(sorted({{'fastapi', 'jinja2', 'psycopg', 'pantau_ui'}} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT / "plugins", capture_output=True, text=True, check=True)
        return done.stdout

    assert heavy_after("pantau_plugin, pantau_alerts") == heavy_after("airflow.plugins_manager")
