"""The real thing: `pantau stack demo`, its pages, tasks killed with -9 under Airflow, and nothing left when it stops."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psutil
import psycopg
import pytest
from desk_browser import log_in, opened_browser, release_first, work_again
from kills import kill_postgres, kill_scheduler, kill_task, part_of, postmaster
from press import contents_of

from pantau.day import shift, today
from pantau.runs.day_lock import day_lock
from pantau.runs.pipeline import run_day
from pantau.settings import PROJECT, Settings, read_settings
from pantau.stack import processes
from pantau.stack.airflow_api import DONE, AirflowApi
from pantau.stack.processes import MARK, wait_until
from pantau.stack.turn import own_turn
from pantau.warehouse.digest import warehouse_digest
from pantau.workspace import Workspace

PORT = 18110
PANTAU = Path(sys.executable).parent / "pantau"
# Seconds of processor time after which a task of this stage is killed: before its end, and long tasks in mid work.
KILLS = {"poll": 0.0, "fetch": 0.0, "extract": 0.3, "clean": 0.0, "dedupe": 0.0, "tag": 0.0, "validate": 0.5, "load": 0.0}
pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(600)]


class Stack(NamedTuple):
    """A running stack of the tests' own."""

    home: Path
    output: str
    api: AirflowApi
    day: str

    def ask(self, path: str, **body: Any) -> Any:
        """Ask Airflow's REST API as its admin."""
        method = {"conf": "POST", "is_paused": "PATCH"}.get(next(iter(body), ""), "GET")
        return self.api._ask(method, path, body or None)

    def warehouse(self) -> psycopg.Connection:
        """Connect to the stack's warehouse."""
        lines = (self.home / "stack.env").read_text(encoding="utf-8").splitlines()
        address = next(line.partition("=")[2].strip("'") for line in lines if line.startswith("PANTAU_WAREHOUSE="))
        return psycopg.connect(address, options="-c timezone=UTC")


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """`pantau stack demo --days 1` in a folder and on ports of its own; stopped and deleted whatever happens."""
    home = Path(tempfile.mkdtemp(prefix="ps-"))  # short: a socket's path may have 100 bytes
    home.chmod(0o711)  # under root the server runs as another user, who must be able to enter the folder
    try:
        day = shift(today(), -1)
        done = _pantau(home, "stack", "demo", "--days", "1", timeout=300)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:] + _tails(home)
        port = int((home / "demo" / "ports.txt").read_text(encoding="utf-8").split()[0])
        api = AirflowApi(f"http://127.0.0.1:{port}", home / "demo" / "airflow" / "simple_auth_manager_passwords.json.generated")
        api.login()
        yield Stack(home, done.stdout, api, day)
        api._client.close()
    finally:
        _pantau(home, "stack", "forget", timeout=90)
        shutil.rmtree(home, ignore_errors=True)


def _pantau(home: Path, *arguments: str, timeout: float) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "STACK_HOME": str(home), "PORT": str(PORT)}
    return subprocess.run([PANTAU, *arguments], env=env, cwd=PROJECT, timeout=timeout, capture_output=True, text=True)


def _tails(home: Path) -> str:
    """What a person would look at first: the errors of tasks, then the ends of the processes' logs."""
    tasks = (home / "demo" / "airflow" / "logs").rglob("attempt=*.log")
    errors = [f"{log.relative_to(home)}: {line}" for log in tasks for line in log.read_text().splitlines() if '"error"' in line]
    ends = [f"{log.name}: {log.read_text(errors='replace')[-1000:]}" for log in (home / "demo" / "logs").glob("*.log")]
    return "\n".join(line[:3000] for line in [*errors[-5:], *ends])


def test_the_demo_balances_and_touches_nobody_elses_stack(stack: Stack) -> None:
    assert f"monitor_day {stack.day}" in stack.output
    assert "GAGAL" not in stack.output
    with stack.warehouse() as connection:
        rows = connection.execute("SELECT day::text, sum(count) FROM source_days GROUP BY 1").fetchall()
        ended = connection.execute("SELECT day::text, count(*) FROM entry_outcomes GROUP BY 1").fetchall()
        landed = connection.execute("SELECT count(*) FROM landing.entries WHERE day = %s", [stack.day]).fetchone()
    assert sorted(rows) == sorted(ended)
    assert dict(ended)[stack.day] == (landed or [0])[0] > 200

    def states() -> set[str]:  # the first unpausing may start a run of the day beside the backfill's, which is put off
        return {str(run["state"]) for run in stack.api.runs("monitor_day") if str(run["partition_key"])[:10] == stack.day}

    assert wait_until(lambda: states() <= DONE, 120), states()
    assert states() == {"success"}
    settings = dict(line.split("=", 1) for line in (stack.home / "stack.env").read_text(encoding="utf-8").splitlines())
    assert {settings[name].strip("'").startswith(str(stack.home)) for name in settings if name.endswith("_DIR")} == {True}


def test_it_listens_on_loopback_only_and_its_files_are_closed(stack: Stack) -> None:
    leaders = [psutil.Process(one.pid) for one in processes.saved(stack.home / "demo" / "processes.json")]
    ours = [member for leader in leaders for member in (leader, *leader.children(recursive=True))]
    places = {place for process in ours for place in _listening(process)}
    assert {ip for ip, _ in places} == {"127.0.0.1"}
    assert len({port for _, port in places}) >= 4, "the UI, the newsroom and two log servers"
    home = stack.home / "demo" / "airflow"
    closed = [home / "airflow.db", home / "simple_auth_manager_passwords.json.generated", *(home / "logs").rglob("*.log")]
    closed += [*(stack.home / "demo" / "logs").glob("*.log"), home, home / "logs", stack.home / "demo" / "landing"]
    assert {path for path in closed if path.stat().st_mode & 0o077} == set()


def _listening(process: psutil.Process) -> set[tuple[str, int]]:
    """The addresses where a process listens; a task of Airflow that has ended in the meantime listens nowhere."""
    try:
        return {tuple(link.laddr) for link in process.net_connections("inet") if link.status == psutil.CONN_LISTEN}
    except psutil.NoSuchProcess:
        return set()


def test_a_second_demo_is_told_that_the_stack_is_busy_or_joins_it(stack: Stack) -> None:
    with own_turn(stack.home, "demo"):
        done = _pantau(stack.home, "stack", "demo", timeout=60)
    assert done.returncode == 2
    assert re.search(rf"`pantau stack demo` \(proses {os.getpid()}\) berjalan sejak .* WIB", done.stderr)
    assert stack.ask("/api/v2/version")


def test_a_backfill_has_a_pool_of_its_own(stack: Stack) -> None:
    def pools(dag_id: str, kind: str) -> set[str]:
        runs = [run for run in stack.api.runs(dag_id) if run["run_type"] == kind]
        return {task["pool"] for run in runs for task in stack.api.tasks(dag_id, str(run["dag_run_id"]))}

    assert stack.ask("/api/v2/pools/past_days")["slots"] == 3
    assert pools("monitor_day", "backfill") == {"past_days"}
    assert pools("poll_feeds", "scheduled") | pools("poll_feeds", "manual") == {"default_pool"}


def test_pages_are_behind_the_login(stack: Stack) -> None:
    with httpx.Client(base_url=stack.api.address, trust_env=False, timeout=30) as anybody:
        pages = ["/pantau/", f"/pantau/hari/{stack.day}"]
        assert [anybody.get(page, headers={"Accept": "*/*"}).status_code for page in pages] == [401, 401]
        token = {"Authorization": stack.api._client.headers["Authorization"]}
        answer = anybody.get("/pantau/", headers=token)
        assert answer.status_code == 200
        assert stack.day in answer.text
        assert anybody.get("/pantau/", headers={"Authorization": "Bearer forged"}).status_code == 403


def test_a_browser_logs_in_has_a_day_worked_again_and_lets_an_article_out(stack: Stack) -> None:
    """Through Airflow's own login: the buttons of an operator start work, and a user who may only look has no button."""
    _let_the_present_rest(stack)
    passwords = stack.home / "demo" / "airflow" / "simple_auth_manager_passwords.json.generated"
    with opened_browser() as browser:
        page = log_in(browser, stack.api.address, passwords, "admin")
        again = work_again(page, stack.day)
        assert wait_until(lambda: _ended(stack, again), 120), _states(stack, again)
        release, article = release_first(page, stack.day, "kabar kilat <b>")
        assert wait_until(lambda: _ended(stack, release), 180), _states(stack, release)
        page.goto(f"/pantau/artikel/{article}")
        assert "kabar kilat <b>" in page.inner_text("article")
        looker = log_in(browser, stack.api.address, passwords, "viewer")
        for path in ("/pantau/sumber", f"/pantau/karantina?hari={stack.day}", f"/pantau/artikel/{article}"):
            assert looker.goto(path).status == 200
            assert looker.locator("form[method=post]").count() == 0, path
        for action in ("take_back", "release"):
            assert looker.request.post(f"/pantau/karantina/{article}/{action}", form={"why": "iseng"}).status == 403
    with stack.warehouse() as connection:
        orders = connection.execute("SELECT kind, who FROM desk_orders ORDER BY carried_at").fetchall()
        loaded = connection.execute("SELECT day::text, released FROM article_rows WHERE article_id = %s", [article]).fetchone()
    assert orders == [("again", "admin"), ("release_article", "admin")]
    assert loaded == (stack.day, ["text.length"])


def _ended(stack: Stack, run_id: str) -> bool:
    """Tell whether an order was carried out and the day that it asked for was worked; both runs have the same id."""
    states = [run["state"] for dag in ("desk_order", "monitor_day") for run in stack.api.runs(dag) if run["dag_run_id"] == run_id]
    assert "failed" not in states, _states(stack, run_id)
    return states == ["success", "success"]


def _let_the_present_rest(stack: Stack) -> None:
    """Pause the DAGs of the present: these tests are about past days."""
    for dag_id in ("poll_feeds", "monitor_live"):
        stack.ask(f"/api/v2/dags/{dag_id}", is_paused=True)
    assert wait_until(
        lambda: all(run["state"] in DONE for dag in ("poll_feeds", "monitor_live") for run in stack.api.runs(dag)), 60
    )


def test_tasks_killed_under_airflow_are_retried_and_leave_the_warehouse_as_it_was(stack: Stack) -> None:
    _let_the_present_rest(stack)
    with stack.warehouse() as connection:
        before = warehouse_digest(connection)
    shutil.rmtree(stack.home / "demo" / "results")  # so that every stage has its work to do again
    body = {"logical_date": None, "conf": {"day": stack.day}}
    run_id = stack.api._ask("POST", "/api/v2/dags/monitor_day/dagRuns", body)["dag_run_id"]
    killed = _kill_each(stack, run_id)
    tries = {task["task_id"]: task["try_number"] for task in stack.api.tasks("monitor_day", run_id) if task["map_index"] <= 0}
    passed = {task[0] for task in _states(stack, run_id) if task[3] == "skipped"}
    assert passed <= {"fetch"}, "where no page is due, fetch has nothing to do"
    expected = [stage for stage in KILLS if stage not in passed]
    assert killed == expected, _states(stack, run_id)
    assert {stage: number for stage, number in tries.items() if number > 1} == dict.fromkeys(expected, 2)
    with stack.warehouse() as connection:
        assert warehouse_digest(connection) == before


def test_a_second_run_of_a_day_is_put_off_until_the_first_has_ended(stack: Stack) -> None:
    _let_the_present_rest(stack)
    settings = read_settings(_env_file=stack.home / "stack.env")
    with day_lock(settings, stack.day, last=True):
        run_id = stack.ask("/api/v2/dags/monitor_day/dagRuns", conf={"day": stack.day}, logical_date=None)["dag_run_id"]

        def put_off() -> bool:
            return ("extract", "up_for_reschedule") in {(task[0], task[3]) for task in _states(stack, run_id)}

        for condition in (put_off, lambda: not put_off(), put_off):  # it is put off a second time
            assert wait_until(condition, 60, 0.1), _states(stack, run_id)
        assert not {task[0] for task in _states(stack, run_id) if task[3] == "success"} - {"poll", "fetch", "look"}
    assert wait_until(lambda: {task[3] for task in _states(stack, run_id)} <= {"success", "skipped"}, 90), _states(stack, run_id)
    worked = [task for task in _states(stack, run_id) if task[0] != "fetch"]  # fetch has nothing to do where no page is due
    assert {task[2:] for task in worked} == {(1, "success")}, f"to be put off is no try: {worked}"


def test_a_run_of_an_unchanged_day_goes_past_its_stages(stack: Stack) -> None:
    _let_the_present_rest(stack)
    with stack.warehouse() as connection:
        before = warehouse_digest(connection)
    run_id = stack.ask("/api/v2/dags/monitor_day/dagRuns", conf={"day": stack.day}, logical_date=None)["dag_run_id"]
    assert wait_until(lambda: ("report", "success") in {(task[0], task[3]) for task in _states(stack, run_id)}, 90)
    ended = {task[0]: task[3] for task in _states(stack, run_id) if task[0] not in ("poll", "fetch", "look", "report")}
    assert ended == dict.fromkeys(("extract", "clean", "dedupe", "tag", "validate", "load"), "skipped"), _states(stack, run_id)
    with stack.warehouse() as connection:
        assert warehouse_digest(connection) == before


def _kill_each(stack: Stack, run_id: str) -> list[str]:
    """Kill the first try of each stage of KILLS (its first shard), wait for the run to succeed; return who was killed."""
    killed: list[str] = []

    def over() -> bool:
        for task in stack.api.tasks("monitor_day", run_id):
            stage = task["task_id"]
            if (
                stage in KILLS
                and stage not in killed
                and task["map_index"] <= 0
                and task["state"] in ("queued", "running")  # a search for other tasks would miss a short one
                and kill_task(f"airflow worker -- {task['id']}", KILLS[stage])
            ):
                killed.append(stage)
        state = next(run["state"] for run in stack.api.runs("monitor_day") if run["dag_run_id"] == run_id)
        assert state != "failed", _states(stack, run_id)
        return bool(state == "success")

    assert wait_until(over, 300, 0.1), _states(stack, run_id)
    return killed


def _states(stack: Stack, run_id: str) -> list[tuple[Any, ...]]:
    return [
        (task["task_id"], task["map_index"], task["try_number"], task["state"]) for task in stack.api.tasks("monitor_day", run_id)
    ]


def test_a_backfill_loses_nothing_when_postgresql_the_scheduler_and_a_task_are_killed(stack: Stack, database: Settings) -> None:
    _let_the_present_rest(stack)
    days = [shift(stack.day, -31), shift(stack.day, -30)]  # new to this stack; no story of its other days reaches them
    stack.api.backfill("monitor_day", *days, again=True, backwards=True)
    deaths = _kill_in_mid_backfill(stack, days)
    assert list(deaths) == ["fetch", "clean", "tag"]
    assert postmaster(stack.home) not in (0, deaths["fetch"])
    assert part_of(stack.home, "scheduler") != deaths["clean"]
    undisturbed = read_settings(_env_file=stack.home / "stack.env").model_copy(
        update={"state_dir": database.state_dir, "warehouse": database.warehouse}
    )
    work = Workspace(undisturbed)
    for day in days:
        assert [report.stage for report in run_day(work, day)][-1] == "report"
    with work.connect() as theirs, stack.warehouse() as ours:
        assert contents_of(ours, days) == contents_of(theirs, days)
        assert sum(int(digest.partition(":")[0]) for digest in contents_of(ours, days).values()) > 3_000
    work.landing.close()


def _kill_in_mid_backfill(stack: Stack, days: list[str]) -> dict[str, int]:
    """Kill PostgreSQL while pages are fetched, the scheduler at `clean`, a task of `tag`; return stage → what was killed."""
    deaths: dict[str, int] = {}

    def over() -> bool:
        runs = [run for run in stack.api.runs("monitor_day") if str(run["partition_key"])[:10] in days]
        tasks = [task for run in runs for task in stack.api.tasks("monitor_day", str(run["dag_run_id"]))]
        running = {str(task["task_id"]): str(task["id"]) for task in tasks if task["state"] == "running"}
        if not deaths and "fetch" in running:
            deaths["fetch"] = kill_postgres(stack.home)
        elif len(deaths) == 1 and "clean" in running:
            deaths["clean"] = kill_scheduler(stack.home)
        elif len(deaths) == 2 and "tag" in running and kill_task(f"airflow worker -- {running['tag']}"):
            deaths["tag"] = 1
        assert "failed" not in {run["state"] for run in runs}, [_states(stack, str(run["dag_run_id"])) for run in runs]
        return len(runs) == len(days) and {run["state"] for run in runs} == {"success"}

    assert wait_until(over, 300, 0.1), f"{deaths}, then not finished; {_tails(stack.home)}"
    return deaths


def test_nothing_is_left_when_it_stops(stack: Stack) -> None:
    before = _processes(stack.home)
    assert len(before) > 5
    stopped = _pantau(stack.home, "stack", "stop", timeout=90)
    assert stopped.returncode == 0, stopped.stderr
    assert [process.pid for process in before if process.is_running() and process.status() != psutil.STATUS_ZOMBIE] == []
    assert _processes(stack.home) == []
    assert (stack.home / "demo" / "landing").is_dir()


def _processes(home: Path) -> list[psutil.Process]:
    """Every process that carries the stack's mark, was started by one that does, or has a file of the stack open."""
    found: set[psutil.Process] = set()
    for process in psutil.process_iter():
        try:
            marked = process.environ().get(MARK, "").startswith(str(home))
            if marked or any(file.path.startswith(str(home)) for file in process.open_files()):
                found |= {process, *process.children(recursive=True)}
        except (psutil.Error, OSError):
            continue
    return sorted(found - {psutil.Process()}, key=lambda process: process.pid)
