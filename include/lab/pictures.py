"""The pictures of the README, taken of a running demo by a real browser: `make demo`, then `make pictures`.

The pictures show pages about the newsroom's last full day. Nothing is drawn into them.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

from pantau.day import shift, today
from pantau.errors import BadInput
from pantau.settings import PROJECT
from pantau.stack.airflow_api import AirflowApi
from pantau.stack.layout import Layout

FOLDER = PROJECT / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 960
COLOURS = 64
MOST_BYTES = 150_000
# Name → the page to open, and the link to follow from there ("" for none).
PAGES = {
    "hari-ini": ("/pantau/?hari={day}", ""),
    "cari": ("/pantau/cari?q=banjir+AND+NOT+judul:gempa&sampai={day}", ""),
    "pantauan": ("/pantau/pantauan?hari={day}", "main table th a:has-text('Harga beras')"),
    "cerita": ("/pantau/?hari={day}", ".card h3 a"),
}


def main() -> int:
    """Take the pictures of all pages; raise BadInput if no demo runs or there is no browser."""
    from playwright.sync_api import Error, sync_playwright

    demo = Layout("demo")
    if not (demo.state / "ports.txt").is_file() or not demo.password_file.is_file():
        raise BadInput(f"there is no demo in {demo.state}; run `make demo`, then this again")
    port = (demo.state / "ports.txt").read_text(encoding="utf-8").split()[0]
    api = AirflowApi(f"http://127.0.0.1:{port}", demo.password_file)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--lang=id-ID"])
        except Error:
            raise BadInput("no browser: apt-get install chromium, or .venv/bin/playwright install chromium") from None
        page = browser.new_context(base_url=api.address, viewport={"width": WIDTH, "height": HEIGHT}, locale="id-ID").new_page()
        _log_in(page, *api.credentials())
        for name, (path, link) in PAGES.items():
            page.goto(path.format(day=shift(today(), -1)))
            if link:
                page.click(link)
            page.wait_for_load_state()
            file = FOLDER / f"{name}.png"
            print(f"{file.relative_to(PROJECT)}: {_write_picture(page.screenshot(), file):,} bytes")
        browser.close()
    return 0


def _log_in(page: Any, user: str, password: str) -> None:
    page.goto("/auth/login")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/auth/login" not in url)


def _write_picture(png: bytes, file: Path) -> int:
    """Write a picture with few colours, because pages have few. Return its size; raise BadInput if it is too large to commit."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    if len(out.getvalue()) > MOST_BYTES:
        raise BadInput(f"{file} has {len(out.getvalue()):,} bytes, more than {MOST_BYTES:,}; take a smaller part of the page")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(out.getvalue())
    return len(out.getvalue())


if __name__ == "__main__":
    raise SystemExit(main())
