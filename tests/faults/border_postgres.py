"""The border around PostgreSQL: connecting, and every statement, COPY, BEGIN and COMMIT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from faults.border import AFTER, Border

_STATES = {"403": "42501", "timeout": "57014", "disk full": "53100"}


def watch_postgres(border: Border) -> None:
    """Put the border around connecting and around `Connection.wait`, which every statement, COPY and COMMIT passes."""
    import psycopg

    real_connect, real_wait = psycopg.Connection.connect.__func__, psycopg.Connection.wait  # type: ignore[attr-defined]

    def connect(cls: Any, *args: Any, **given: Any) -> Any:
        fault = border.meet("connect", "warehouse")
        if fault:
            raise _connect_error(fault)
        return real_connect(cls, *args, **given)

    def wait(self: Any, gen: Any, *args: Any, **given: Any) -> Any:
        operation, what = _statement(gen)
        if operation == "set" or (operation in ("commit", "rollback") and _idle(self.pgconn)):  # these send nothing to the server
            return real_wait(self, gen, *args, **given)
        fault = border.meet(operation, what)
        if fault in ("", AFTER):
            answer = real_wait(self, gen, *args, **given)
            border.done(fault)
            return answer
        if operation in ("begin", "commit") and fault in _STATES:  # psycopg itself must undo what it began
            return _refuse_beginning(self, fault, lambda: real_wait(self, gen, *args, **given))
        if fault == "truncated":  # the server did the work and ended before it could answer
            real_wait(self, gen, *args, **given)
        elif hasattr(gen, "close"):
            gen.close()
        raise _server_error(self, fault)

    psycopg.Connection.connect = classmethod(connect)  # type: ignore[assignment]
    psycopg.connect = psycopg.Connection.connect
    psycopg.Connection.wait = wait  # type: ignore[method-assign]


def _idle(pgconn: Any) -> bool:
    from psycopg.pq import PipelineStatus, TransactionStatus

    return pgconn.transaction_status == TransactionStatus.IDLE and pgconn.pipeline_status == PipelineStatus.OFF


def _connect_error(fault: str) -> Exception:
    import psycopg

    if fault == "timeout":
        return psycopg.errors.ConnectionTimeout("connection timeout expired")
    words = {"403": 'FATAL: permission denied for database "pantau"', "disk full": "FATAL: No space left on device"}
    return psycopg.OperationalError(f"connection failed: {words.get(fault, 'Connection refused')}")


def _refuse_beginning(connection: Any, fault: str, begin: Callable[[], Any]) -> Any:
    """Let the server answer BEGIN, SAVEPOINT or COMMIT with the fault's code; what psycopg says after that goes through."""
    real = connection._exec_command
    left = [_raising(fault)]
    connection._exec_command = lambda command: real(left.pop() if left else command)
    try:
        return begin()
    finally:
        del connection._exec_command


def _raising(fault: str) -> bytes:
    return f"DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '{_STATES[fault]}', MESSAGE = 'injected: {fault}'; END$$".encode()


def _server_error(connection: Any, fault: str) -> Exception:
    """Let the server itself fail the transaction with the fault's code, or end the session."""
    import psycopg
    from psycopg.pq import PipelineStatus, TransactionStatus

    pgconn = connection.pgconn
    alone = pgconn.transaction_status != TransactionStatus.ACTIVE and pgconn.pipeline_status == PipelineStatus.OFF
    if fault in _STATES and alone:
        return psycopg.errors.error_from_result(pgconn.exec_(_raising(fault)), "utf-8")
    if fault in _STATES:
        return psycopg.errors.lookup(_STATES[fault])(f"injected: {fault}")
    pgconn.finish()
    return psycopg.OperationalError("server closed the connection unexpectedly")


def _statement(gen: Any) -> tuple[str, str]:
    """Return the operation of a psycopg generator and what it says to the server."""
    name = str(getattr(gen, "__name__", gen.__class__.__name__))
    place = getattr(getattr(gen, "gi_frame", None), "f_locals", {})
    if name.startswith("_set_") or (type(place.get("self")).__name__ == "Pipeline" and "enter" in name):
        return "set", ""
    if "query" in place or "statement" in place:
        text = place.get("query", place.get("statement"))
        text = text.decode() if isinstance(text, bytes) else text if isinstance(text, str) else text.as_string(None)
        return ("copy" if "copy" in name else "query"), " ".join(text.split())
    if "commit" in name or "exit" in name:
        return ("rollback" if place.get("exc_type") else "commit"), "COMMIT"
    if "enter" in name:
        return "begin", "BEGIN"
    if "rollback" in name:
        return "rollback", "ROLLBACK"
    return ("copy" if "copy" in name else name.strip("_")), ""
