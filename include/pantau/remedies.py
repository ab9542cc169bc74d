"""Turns the failure of a store into one line for a person: what, where, and what to do."""

from __future__ import annotations

import errno

from pantau.errors import BadInput, PantauError, StoreUnavailable, WarehouseUnavailable

_FULL = (errno.ENOSPC, errno.EDQUOT)
# SQLSTATE → what it means for Pantau and what to do. psycopg is not imported, because most commands meet no such error.
_STATES = {
    "53100": "the disk of the warehouse is full; free space there and run it again, nothing of this was kept",
    "53200": "the warehouse ran out of memory; run it again with less beside it",
    "42501": "the login of the warehouse may not do this; see docs/operate.md, “Who may do what”",
    "25006": "the warehouse only lets read here; give PANTAU_WAREHOUSE the address of the server that is written to",
}
_HALF_MADE = (
    "the warehouse lacks what Pantau made in it; it was made half or changed by hand: put a backup back, or load a new one"
)
_NOT_THERE = ("42P01", "42703", "42883", "3F000", "42704")  # table, column, function, schema, type or role
_USELESS = {"42501", "25006", *_NOT_THERE}  # a person must mend these before another try can help
_GONE = ("08", "57P", "53300")  # the connection, the server's own end, too many connections


def named(error: Exception) -> PantauError | None:
    """Return the named error for an error of a file system or of the warehouse; None for any other error, which is a bug.

    BadInput: another try cannot help. StoreUnavailable: another try can help later. PantauError: the warehouse answered and
    refused.
    """
    if not (said := explain(error)):
        return None
    state = _state(error)
    if state in _USELESS:
        return BadInput(said)
    if not isinstance(error, OSError) and _is_away(error):
        return WarehouseUnavailable(said)
    away = isinstance(error, OSError) or state in _STATES
    return StoreUnavailable(said) if away else PantauError(said)


def explain(error: Exception) -> str:
    """Return one line for an error of a file system or of the warehouse; "" for any other error, which is a bug."""
    if isinstance(error, OSError):
        return _explain_file(error)
    if any(kind.__module__.startswith("psycopg") for kind in type(error).__mro__):
        from pantau.warehouse.connection import one_line

        state = _state(error)
        if meant := _HALF_MADE if state in _NOT_THERE else _STATES.get(state, ""):
            return f"{meant} ({one_line(error)})"
        if _is_away(error):
            return f"the warehouse does not answer: {one_line(error)}; nothing of it was kept, see that it runs and run it again"
        return f"the warehouse refused: {one_line(error)}; nothing of it was kept, mend the cause and run the command again"
    return ""


def _state(error: Exception) -> str:
    return str(getattr(error, "sqlstate", None) or "")


def _is_away(error: Exception) -> bool:
    """Tell whether there was no answer: psycopg has no SQLSTATE for a connection that broke."""
    state = _state(error)
    return state.startswith(_GONE) or (not state and any(kind.__name__ == "OperationalError" for kind in type(error).__mro__))


def _explain_file(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in _FULL:
        words = "" if where else f" ({_words(error)})"  # the writers of Parquet name the path in their own way, or not at all
        return f"{where}no space is left; free some there and run it again, nothing half written was kept{words}"
    words = error.strerror or _words(error)
    if where:
        return f"{words}: {error.filename}; check the path and try again"
    return f"{words}; check where the output goes and try again"


def _words(error: Exception) -> str:
    """Return the first line of an error's message, or its class name if the message is empty."""
    return " ".join(next(iter(str(error).splitlines()), "").split()) or type(error).__name__
