"""Marks of somebody who is still here, to be kept elsewhere until it is known whether they are needed."""

from __future__ import annotations

from sqlalchemy import Column

from domain.refusal import Marks
from storage.sealed import Lookup
from storage.tables import partings, refusals
from storage.transaction import Transaction


def marks_of(transaction: Transaction, account: str, phone: str) -> Marks:
    """Those of an account (`app:id`) and a phone number (E.164)."""
    dialect = transaction.session.get_bind().dialect

    def mark(column: Column[bytes], text: str) -> str:
        assert isinstance(column.type, Lookup)  # noqa: S101 - as the tables say
        return (column.type.process_bind_param(text, dialect) or b"").hex()

    return Marks(
        account=mark(refusals.c.app_mark, account),
        phone=mark(refusals.c.phone_mark, phone),
        parted_account=mark(partings.c.app_mark, account),
        parted_phone=mark(partings.c.phone_mark, phone),
    )
