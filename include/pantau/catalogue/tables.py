"""Reading the CSV files of the catalogue: header, width and encoding checked, every row with its line number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pantau.catalogue.problems import Problems
from pantau.files import read_whole


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a CSV file by column name, values stripped, and the line it ends on."""

    file: Path
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


def read_text(file: Path, problems: Problems) -> str | None:
    """Return the text of a UTF-8 file without its BOM; if the file cannot be read so, note a problem and return None."""
    try:
        body = read_whole(file)
    except FileNotFoundError:
        problems.add(file, 1, "the file is missing; create it as seeds/README.md says, or correct PANTAU_CATALOGUE_DIR")
        return None
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        problems.add(
            file, line, f"byte {body[error.start]:#04x} is not UTF-8; save the file as UTF-8 (spreadsheets: 'CSV UTF-8')"
        )
        return None


def read_rows(file: Path, columns: tuple[str, ...], problems: Problems, optional: tuple[str, ...] = ()) -> Iterator[Row]:
    """Yield the rows of a CSV file that has exactly `columns`, in any order. It skips blank rows and notes bad ones.

    The file may lack an `optional` column; its values are empty then.
    """
    text = read_text(file, problems)
    if text is None:
        return
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _header_fits(file, header, (*columns, *optional), len(columns), problems):
            return
        for row in _rows(file, reader, header, problems):
            yield Row(row.file, row.line, {**dict.fromkeys(optional, ""), **row.values})
    except csv.Error as error:
        problems.add(file, reader.line_num, f"not CSV ({error}); check the quotes on this line")


def _header_fits(file: Path, header: list[str], columns: tuple[str, ...], needed: int, problems: Problems) -> bool:
    missing = [column for column in columns[:needed] if column not in header]
    if len(header) == 1 and header[0].count(";") >= 2:
        problems.add(file, 1, "the columns are separated by ';'; save the file with commas")
    elif missing:
        problems.add(file, 1, f"column {', '.join(missing)} is missing; the first line must be {','.join(columns)}")
    elif extra := [column or "(empty)" for column in header if column not in columns]:
        problems.add(file, 1, f"column {', '.join(extra)} is not known; the first line must be {','.join(columns)}")
    elif len(set(header)) < len(header):
        problems.add(file, 1, f"a column appears twice; the first line must be {','.join(columns)}")
    else:
        return True
    return False


def _rows(file: Path, reader: Iterator[list[str]], header: list[str], problems: Problems) -> Iterator[Row]:
    for cells in reader:
        line = reader.line_num  # type: ignore[attr-defined]  # csv.reader has it, its protocol does not say so
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            what = f"{len(cells)} columns instead of {len(header)}; put quotes around a value that holds a comma"
            problems.add(file, line, what)
            continue
        yield Row(file, line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
