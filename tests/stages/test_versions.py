"""Every change of meaning in seeds/ changes the version of the stages that read it, and of no other stage."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
import yaml

from pantau.cli import main
from pantau.files import parse_yaml
from pantau.settings import PROJECT, Settings, read_settings
from pantau.stages import ALONE, BY_NAME, NAMES
from pantau.versions import versions_of

# Who reads what, written here a second time: a test compares the table in stages.py with it.
READERS = {
    "cleaning": {"clean"},
    "dedupe": {"dedupe", "pairs"},
    "extraction": {"extract"},
    "rules": {"extract"},
    "tags": {"tag"},
    "watchlists": {"tag"},
    "urls.yaml": {"extract"},
    "lessons": {"extract", "clean"},
    "evaluation": set(),
    "discovery.yaml": set(),  # no stage reads it: it says where discovery searches feeds
    "archives.yaml": set(),  # validate reads which outlets have one: see below
    "feeds.csv": set(),
    "outlets.csv": set(),
    "owners.csv": set(),
}
FILES = sorted(file for file in (PROJECT / "seeds").rglob("*") if file.is_file())
COLUMNS = {
    "outlet": {"extract", "clean", "dedupe", "pairs", "tag", "validate"},
    "name": {"extract", "clean"},
    "owner_group": {"dedupe", "pairs"},
    "province_code": {"tag"},
    "language": {"extract", "validate"},
    "zone": {"extract"},
    "type": set(),
    "domains": {"extract", "validate"},
    "home_url": set(),
    "notes": set(),
    "no_revisits": set(),
    "gap_s": set(),
    "at_once": set(),
}
FEED_COLUMNS = {
    "feed_url": set(),
    "outlet": {"validate"},
    "section": set(),
    "enabled": {"validate"},
    "evidence": set(),
    "clock": set(),
}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of seeds/ that tests may edit; each test restores what it edited."""
    folder = tmp_path_factory.mktemp("versions") / "seeds"
    shutil.copytree(PROJECT / "seeds", folder)
    return folder


def moved_by(chosen: Settings, file: Path, content: str | bytes) -> set[str]:
    """The stages and results whose version changes while the file has this content."""
    before, kept = versions_of(chosen), file.read_bytes()
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        after = versions_of(chosen)
    finally:
        file.write_bytes(kept)
    return {name for name in before if before[name] != after[name]}


def followers(readers: set[str]) -> set[str]:
    """The stages that read a seed, and the stages that read their results."""
    found = set(readers)
    for name in ALONE:
        if found & set(BY_NAME[name].after):
            found.add(name)
    return found


def meant(file: Path) -> str | bytes:
    """The content of the file with one more entry."""
    if file.suffix == ".model":
        return file.read_bytes() + b"\0"
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".yaml":
        tree = parse_yaml(text)
        tree = [*tree, {"lebih": 1}] if isinstance(tree, list) else {**tree, "lebih": 1}
        return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
    if file.suffix == ".csv":
        width = len(next(csv.reader(io.StringIO(text))))
        return text.rstrip("\n") + "\n" + ",".join(["lebih"] * width) + "\n"
    return text + "\nlebih\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PROJECT / "seeds").as_posix())
def test_each_file_moves_those_who_read_it_and_no_other(seeds: Path, file: Path) -> None:
    inside = file.relative_to(PROJECT / "seeds")
    chosen = read_settings(seeds_dir=seeds)
    if file.suffix == ".md":
        assert moved_by(chosen, seeds / inside, "lain") == set()
        return
    readers = READERS[inside.parts[0]]
    if file.suffix == ".yaml":
        comment = "# lebih\n" + file.read_text(encoding="utf-8") + "\n# lebih\n"
        assert moved_by(chosen, seeds / inside, comment) == set()
    if readers or inside.parts[0] in ("evaluation", "discovery.yaml"):
        assert moved_by(chosen, seeds / inside, meant(file)) == followers(readers)


@pytest.mark.parametrize(
    ("table", "column", "readers"),
    [("outlets.csv", *item) for item in COLUMNS.items()] + [("feeds.csv", *item) for item in FEED_COLUMNS.items()],
)
def test_a_column_moves_those_who_read_it(seeds: Path, table: str, column: str, readers: set[str]) -> None:
    rows = list(csv.DictReader(io.StringIO((seeds / table).read_text(encoding="utf-8"))))
    rows[3][column] = {"zone": "WIT", "enabled": "lain"}.get(column, "lebih-lain")
    text = io.StringIO()
    writer = csv.DictWriter(text, [*dict.fromkeys([*rows[0], column])])  # a column that may be left out is added
    writer.writeheader()
    writer.writerows(rows)
    assert moved_by(read_settings(seeds_dir=seeds), seeds / table, text.getvalue()) == followers(readers)


def test_rows_of_the_catalogue_may_stand_in_any_order(seeds: Path) -> None:
    lines = (seeds / "outlets.csv").read_text(encoding="utf-8").splitlines()
    assert moved_by(read_settings(seeds_dir=seeds), seeds / "outlets.csv", "\n".join([lines[0], *reversed(lines[1:])])) == set()


def test_an_archive_that_comes_is_read_by_validate_its_evidence_by_nobody(seeds: Path) -> None:
    chosen, file = read_settings(seeds_dir=seeds), seeds / "archives.yaml"
    blocks = parse_yaml(file.read_text(encoding="utf-8"))
    more = [*blocks, {"outlet": "lebih", "url": "https://lebih.example/{yyyy}"}]
    assert moved_by(chosen, file, yaml.safe_dump(more)) == followers({"validate"})
    blocks[0]["evidence"] = "lain"
    assert moved_by(chosen, file, yaml.safe_dump(blocks)) == set()


@pytest.mark.parametrize(
    ("name", "value", "readers"),
    [
        ("min_words", 30, {"dedupe", "validate", "load"}),
        ("volume_low", 0.3, {"load"}),
        ("allow_hosts", "kabar.test=127.0.0.1:80", {"validate"}),
        ("connections", 3, set()),
    ],
)
def test_a_setting_moves_those_who_read_it(name: str, value: object, readers: set[str]) -> None:
    before, after = versions_of(read_settings()), versions_of(read_settings(**{name: value}))
    assert {stage for stage in before if before[stage] != after[stage]} == followers(readers)


def test_forcing_a_new_version_moves_every_stage() -> None:
    before, after = versions_of(read_settings()), versions_of(read_settings(code_version="2"))
    assert all(before[name] != after[name] for name in before)


def test_the_rules_of_the_catalogue_are_read_too(seeds: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds, tmp_path / "katalog")
    chosen = read_settings(seeds_dir=seeds, catalogue_dir=tmp_path / "katalog")
    file = tmp_path / "katalog" / "rules" / "detik.yaml"
    assert moved_by(chosen, file, meant(file)) == followers({"extract"})
    kept = tmp_path / "katalog" / "cleaning" / "1-interstitials.yaml"
    assert moved_by(chosen, kept, meant(kept)) == set()


@pytest.mark.parametrize(("name", "content"), [("outlets.csv", '"'), ("urls.yaml", "a: [")])
def test_a_seed_that_cannot_be_read_is_named(
    seeds: Path, name: str, content: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = (seeds / name).read_bytes()
    (seeds / name).write_text(content)
    monkeypatch.setattr("pantau.runs.stages.settings", lambda: read_settings(seeds_dir=seeds))
    try:
        assert main(["stages"]) == 2
    finally:
        (seeds / name).write_bytes(kept)
    said = capsys.readouterr().err
    assert name in said
    assert "Traceback" not in said


def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stages", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(NAMES)
    assert {row["name"]: row["version"] for row in rows}.items() <= versions_of(read_settings()).items()
    tag = next(row for row in rows if row["name"] == "tag")
    assert tag["sharded"]
    seeds = ["tags", "watchlists", "outlets.csv[outlet,province_code]"]
    assert tag["reads"] == {"stages": ["extract", "clean"], "seeds": seeds, "lessons": [], "settings": []}
    assert main(["stages"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in NAMES)


def test_lessons_change_the_version_of_the_stages_that_read_them() -> None:
    plain = versions_of(read_settings())
    for part, readers in {"lines": {"clean"}, "containers": {"extract"}, "zones": {"extract"}, "parameters": {"extract"}}.items():
        taught = versions_of(read_settings(), {part: "1a2b"})
        assert {name for name in plain if plain[name] != taught[name]} == followers(readers)
    assert versions_of(read_settings(), dict.fromkeys(("lines", "zones"), "")) == plain
