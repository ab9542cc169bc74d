"""The archives that are read: those of the catalogue, and the unproven ones that have proved themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantau.landing.probation import read_probations

if TYPE_CHECKING:
    import psycopg

    from pantau.catalogue import Catalogue
    from pantau.workspace import Workspace


def usable_catalogue(work: Workspace, outlet: str = "") -> Catalogue:
    """Return the catalogue in which an unproven archive that has proved itself is one like any other.

    With an `outlet` this is sure only for its archives. The store is asked only if there are unproven ones.
    """
    if not any(outlet in ("", archive.outlet) for archive in work.catalogue.unproven_archives()):
        return work.catalogue
    with work.landing.database.session() as connection:
        return with_proven(connection, work.catalogue)


def with_proven(connection: psycopg.Connection, catalogue: Catalogue) -> Catalogue:
    """Return the same of any catalogue. A reading role may call this."""
    unproven = catalogue.unproven_archives()
    states = read_probations(connection, [archive.url for archive in unproven]) if unproven else {}
    return catalogue.with_proven({url for url, state in states.items() if state.state == "proven"})
