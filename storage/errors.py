"""What can go wrong with a database, told apart by what the caller can do about it."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError


class StorageError(Exception):
    """The transaction was rolled back; nothing of it is kept."""


class Conflict(StorageError):
    """Somebody else wrote what this would have to be the only one of, or what it refers to or changes is gone."""


class Unavailable(StorageError):
    """The database did not answer, or not in time. The same transaction may well succeed later."""


class Deadlock(Unavailable):
    """Others waited for this transaction and it for them, and the database gave it up: it can begin again at once."""


# Connection lost or refused, server stopping or starting, too many connections, deadlock, serialization, lock timeout.
TRANSIENT = ("08", "57P", "53300", "40P01", "40001", "55P03")
DEADLOCK = "40P01"


def raise_explained(error: BaseException) -> None:
    """Raise the error of ours that says what a driver's error means. Nothing happens if it is a bug, or ours."""
    reason = _explained(error)
    if isinstance(reason, Conflict):
        raise reason from None  # PostgreSQL's own words repeat the values, which may be a phone number
    if reason is not None:
        raise reason from error


def _explained(error: BaseException) -> StorageError | None:
    if isinstance(error, IntegrityError):
        constraint = getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)
        return Conflict(constraint or str(error.orig))
    if isinstance(error, StaleDataError):
        return Conflict(str(error))
    if isinstance(error, PoolTimeout | OSError):
        return Unavailable(f"{type(error).__name__}: {error}")
    if (getattr(error, "sqlstate", None) or "").startswith(TRANSIENT):
        return Unavailable(str(error))
    if isinstance(error, DBAPIError):
        state = str(getattr(error.orig, "sqlstate", None) or "")
        if state == DEADLOCK:
            return Deadlock(str(error.orig))
        if error.connection_invalidated or state.startswith(TRANSIENT):
            return Unavailable(str(error.orig))
        if not state and isinstance(error, InterfaceError | OperationalError) and _locked(str(error.orig)):
            return Unavailable(str(error.orig))
    return None


def _locked(message: str) -> bool:
    return any(
        part in message for part in ("locked", "unable to open", "disk I/O", "disk is full", "connection is closed")
    )
