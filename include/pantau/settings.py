"""Every tunable of Pantau, once, typed, with a line of help. The environment variable PANTAU_<NAME> sets it."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from pantau.errors import BadInput

PROJECT = Path(__file__).resolve().parents[2]


class BadSetting(BadInput):
    """A setting that cannot be used; the message names the variable, the value and the remedy."""


class Settings(BaseSettings):
    """The tunables; immutable once read."""

    model_config = SettingsConfigDict(env_prefix="PANTAU_", frozen=True, extra="ignore")

    state_dir: Path = Field(PROJECT / ".pantau", description="Where the landing, stage results and the embedded database live.")
    landing_url: str = Field("", description="Root of the landing, a folder or an object-store URL; default <state_dir>/landing.")
    results_url: str = Field("", description="Root of the stage results; default <state_dir>/results.")
    store_connect_timeout_s: float = Field(10.0, gt=0, description="Seconds to wait for a connection to an S3 object store.")
    store_read_timeout_s: float = Field(60.0, gt=0, description="Seconds without a byte before an S3 request counts as failed.")
    store_attempts: int = Field(3, ge=1, description="Tries of one S3 request before the store counts as not answering.")
    seeds_dir: Path = Field(PROJECT / "seeds", description="Folder of the tagging and cleaning data people edit.")
    catalogue_dir: Path | None = Field(None, description="Folder of outlets.csv, feeds.csv and archives.yaml; default seeds_dir.")
    warehouse: str = Field("", description="PostgreSQL address; default AIRFLOW_CONN_PANTAU_WAREHOUSE, else the embedded server.")
    warehouse_read: str = Field(
        "",
        description="PostgreSQL address of a role that only reads, for `pantau sql` and the pages; default AIRFLOW_CONN_…_READ.",
    )
    log_server_host: str = Field(
        "127.0.0.1", min_length=1, description="Address on which the log servers of a stack's Airflow listen."
    )
    database_idle_s: float = Field(
        600.0, ge=0, description="Seconds after which an embedded server that nobody uses ends by itself; 0: never."
    )

    language: Literal["id", "en"] = Field(
        "id", description="Language of alerts, Airflow's texts and what commands print, and of the pages until a reader chooses."
    )
    alerts: str = Field(
        "", description="Apprise addresses that get alerts, separated by spaces; default the connection pantau_alerts."
    )
    contact: str = Field("https://github.com/pantau/pantau", description="Address in the User-Agent where outlets can reach you.")
    host_gap_s: float = Field(5.0, ge=0, description="Least seconds between two request starts on one host.")
    past_host_gap_s: float | None = Field(
        None, ge=0, description="Like host_gap_s, between two requests for past days; by default the same, never less."
    )
    host_gap_growth: float = Field(
        12.0, ge=1, description="A slow or failing host's gap grows to host_gap_s times this at most; 1: gaps never change."
    )
    host_parallel: int = Field(2, ge=1, le=16, description="Most requests at once on one host.")
    host_cooldown_s: float = Field(60.0, ge=0, description="Seconds a host rests after a 429 or a failed connection.")
    connections: int = Field(64, ge=1, description="Most requests at once over all hosts, per task.")
    connect_timeout_s: float = Field(10.0, gt=0, description="Seconds to wait for a connection.")
    read_timeout_s: float = Field(20.0, gt=0, description="Seconds without a byte before a response counts as a timeout.")
    total_timeout_s: float = Field(60.0, gt=0, description="Seconds a whole response may take.")
    max_redirects: int = Field(5, ge=0, description="Most redirects followed for one URL.")
    max_page_bytes: int = Field(
        3_000_000, gt=0, description="Most decompressed bytes of a page; the largest real one has 286,413."
    )
    max_list_bytes: int = Field(10_000_000, gt=0, description="Most decompressed bytes of a page of an archive's list.")
    max_feed_bytes: int = Field(5_000_000, gt=0, description="Most decompressed bytes of a feed.")
    max_feed_items: int = Field(2_000, gt=0, description="Most entries read from one feed.")
    fetch_attempts: int = Field(3, ge=1, description="Tries of one page before it counts as failed.")
    fetch_retry_s: float = Field(300.0, ge=0, description="Seconds before a soft failure is tried again, times the tries.")
    fetch_budget_s: float = Field(480.0, gt=0, description="Seconds a live fetch may take; the rest waits for the next run.")
    revisit_budget_s: float = Field(1500.0, gt=0, description="Seconds that the hourly round of revisits may take.")
    revisit_share: float = Field(
        0.25, gt=0, le=1, description="Share of the requests that a host's gap allows in an hour, which revisits may use."
    )
    poll_min_s: float = Field(600.0, gt=0, description="Shortest interval between two polls of a feed.")
    poll_start_s: float = Field(1800.0, gt=0, description="Interval of a feed never polled before.")
    poll_max_s: float = Field(86_400.0, gt=0, description="Longest interval between two polls of a living feed.")
    poll_silence_s: float = Field(
        10_800.0, gt=0, description="Seconds without any poll, although feeds were due, after which Pantau sends an alert."
    )
    live_days: int = Field(
        4, ge=1, description="Most days that one poll has worked again, newest first; the rest wait for the next."
    )
    task_retry_s: float = Field(30.0, gt=0, description="Seconds before a failed Airflow task is tried again, doubled each time.")
    allow_hosts: str = Field("", description="Demo only: 'host.suffix=127.0.0.1:port', …, opened for the newsroom.")

    wayback: str = Field("", description="https://web.archive.org, to complete days that outlets cannot list; empty: off.")
    wayback_cdx_per_minute: float = Field(24.0, gt=0, description="CDX queries a minute; the documented hard limit is 30.")
    wayback_captures_per_minute: float = Field(480.0, gt=0, description="Captures a minute; the documented hard limit is 600.")
    cc_news: str = Field(
        "", description="Root of CC-NEWS (https://data.commoncrawl.org, s3://commoncrawl or a folder) for such days; empty: off."
    )

    allowed_host_gap_s: float | None = Field(
        None, ge=0, description="Like host_gap_s, for hosts in allow_hosts and only for them."
    )

    past_slots: int | None = Field(
        None, ge=1, description="Tasks a backfill may have at once, when its Airflow pool is first made; default: the shards."
    )
    day_wait_s: float = Field(3600.0, ge=0, description="Seconds a run waits while another run works on the same day.")
    shards: int = Field(4, ge=1, le=64, description="Parts a day's outlets are split into for parallel tasks.")
    item_cpu_s: float = Field(5.0, gt=0, description="CPU seconds one page or text may take in a stage; a usual one takes 0.05.")
    list_cpu_s: float = Field(
        30.0, gt=0, description="CPU seconds one page of an archive's list may take; 50,000 addresses take 5."
    )
    item_memory_mb: int = Field(800, ge=400, description="Most megabytes of the process that reads pages and texts.")
    large_day: int = Field(5_000, ge=0, description="Articles of a day over which its shards look for copies side by side.")
    volume_low: float = Field(0.4, ge=0, description="Share of an outlet's 28-day mean under which a day is called thin.")
    volume_high: float = Field(2.5, ge=1, description="Share of an outlet's 28-day mean over which a day is called flooded.")
    keep_pages_days: int = Field(0, ge=0, description="Days raw pages are kept once their day is loaded; 0 keeps them for ever.")
    keep_results_days: int = Field(0, ge=0, description="Days stage results are kept; 0 keeps them for ever.")
    audit_sample: int = Field(24, ge=1, le=1000, description="Outlet-days that the weekly audit lists again.")
    audit_days: int = Field(90, ge=2, description="How many past days the sample of the audit is drawn from.")
    audit_seed: int = Field(0, description="Seed of the audit's sample; the same seed and week draw the same outlet-days.")
    lessons: str = Field(
        "newest",
        min_length=1,
        description="Lessons that stages read: newest, seeds (what was exported), none, or one by its name.",
    )
    learn_days: int = Field(28, ge=1, le=366, description="Past days whose landed pages `pantau learn` reads.")
    learn_pages: int = Field(120, ge=10, description="Most pages of an outlet that `pantau learn` reads, spread over those days.")
    min_words: int = Field(25, ge=1, description="Fewest words of an article's clean text.")
    shrink_share: float = Field(
        0.1, ge=0, le=1, description="Share of its loaded articles that a day may lose without a release; 1: never held."
    )
    unreadable_share: float = Field(
        0.01, ge=0, le=1, description="Share of a day's landed pages that may be unreadable; 1: never held."
    )
    hold_least: int = Field(3, ge=1, description="A day with fewer lost articles or unreadable pages is not held.")
    code_version: str = Field("", description="Extra text mixed into stage versions, to force every stage to be redone.")

    @field_validator("allow_hosts")
    @classmethod
    def _loopback_only(cls, value: str) -> str:
        for part in filter(None, value.split(",")):
            host, _, address = part.partition("=")
            if not host or not address.startswith("127.") or not address.rpartition(":")[2].isdigit():
                raise ValueError(f"{part!r} is not 'host=127.x.x.x:port'; only loopback addresses can be opened")
        return value

    @property
    def landing_root(self) -> str:
        """The landing root as a URL or folder."""
        return self.landing_url or str(self.state_dir / "landing")

    @property
    def results_root(self) -> str:
        """The stage results root as a URL or folder."""
        return self.results_url or str(self.state_dir / "results")

    @property
    def catalogue_folder(self) -> Path:
        """The folder of outlets.csv, feeds.csv, archives.yaml and rules/."""
        return self.catalogue_dir or self.seeds_dir

    @property
    def rule_folders(self) -> tuple[Path, ...]:
        """The folders of outlet rules: first the project's own, then the catalogue's, which overrides it."""
        return tuple(dict.fromkeys((self.seeds_dir / "rules", self.catalogue_folder / "rules")))

    @property
    def user_agent(self) -> str:
        """The one identity Pantau shows, everywhere."""
        return f"Pantau/1.0 (+{self.contact})"

    def opened(self) -> dict[str, tuple[str, int]]:
        """Return the loopback addresses of allow_hosts: host suffix → (address, port)."""
        pairs = (part.partition("=") for part in self.allow_hosts.split(",") if part)
        return {suffix: (address.rpartition(":")[0], int(address.rpartition(":")[2])) for suffix, _, address in pairs}

    def gap_s(self, opened: bool) -> float:
        """Return the least seconds between two starts on a host; `opened` hosts (the newsroom) may have their own gap."""
        return self.allowed_host_gap_s if opened and self.allowed_host_gap_s is not None else self.host_gap_s

    def most_gap_s(self, opened: bool) -> float:
        """Return the longest gap that a host may get by its answers; 0 for an `opened` host whose own gap stays."""
        return 0.0 if opened and self.allowed_host_gap_s is not None else self.host_gap_s * self.host_gap_growth

    def past_gap_s(self, opened: bool) -> float:
        """Return the least seconds between two starts on a host for past days; a host with its own gap keeps that gap."""
        own = opened and self.allowed_host_gap_s is not None
        return max(self.gap_s(opened), 0.0 if own else self.past_host_gap_s or 0.0)


# A caller that sets one of these wants another Pantau than the stack started last; a mix would load one into the other.
_APART = ("PANTAU_STATE_DIR", "PANTAU_CATALOGUE_DIR", "PANTAU_LANDING_URL", "PANTAU_WAREHOUSE", "PANTAU_WAREHOUSE_READ",
          "AIRFLOW_CONN_PANTAU_WAREHOUSE", "AIRFLOW_CONN_PANTAU_WAREHOUSE_READ")  # fmt: skip


@cache
def settings() -> Settings:
    """Return the settings of this process: its environment first, then the file of the stack started last (.pantau/stack.env).

    The file is not read if the environment names a store, or if PANTAU_ENV_FILE names another file (or, empty, none). Raises
    BadSetting that names the variable at fault.
    """
    default = None if any(os.environ.get(name) for name in _APART) else PROJECT / ".pantau" / "stack.env"
    return read_settings(_env_file=os.environ.get("PANTAU_ENV_FILE", default) or None)


def read_settings(**overrides: Any) -> Settings:
    """Read the settings afresh with `overrides` on top; raise BadSetting naming the variable at fault."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "PANTAU_" + "_".join(str(part) for part in first["loc"]).upper()
        value = os.environ.get(name, json.dumps(first.get("input"), default=str))
        raise BadSetting(f"{name}={value}: {first['msg']}; see include/pantau/settings.py for what it means") from None
