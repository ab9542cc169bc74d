"""`make docs`: docs/settings.md, every setting with its default and its line of help, written from the code of the settings."""

from __future__ import annotations

from pathlib import Path

from pydantic.fields import FieldInfo

from lab.dictionary import COMMAND
from pantau.settings import PROJECT, Settings

FILE = PROJECT / "docs" / "settings.md"
_HEAD = f"""# The settings

Each is read from the environment; an empty default means that nothing is set. `{COMMAND}` writes this file from
`include/pantau/settings.py`: to change a sentence here, change the line of help there.

| variable | default | what it does |
|---|---|---|
"""


def write_settings() -> str:
    """Return the list as Markdown; the same settings give the same bytes on every machine."""
    return _HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    help_text = " ".join((field.description or "").split()).replace("|", "\\|").replace("<", "&lt;")
    return f"| `PANTAU_{name.upper()}` | {_show_default(field.default)} | {help_text} |\n"


def _show_default(default: object) -> str:
    if default is None or default == "":
        return ""
    return f"`{default.relative_to(PROJECT) if isinstance(default, Path) else default}`"


def main() -> int:
    """Write the file."""
    FILE.write_text(write_settings(), encoding="utf-8")
    print(f"{FILE.relative_to(PROJECT)}: written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
