"""Nothing that the domain knows gets lost on its way to a table."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from domain.people import Invitation
from storage.mapping import mapped

NOT_KEPT: dict[type, set[str]] = {Invitation: {"token"}}
"""What only the object knows that was made just now."""

CLASSES = sorted((mapper.class_ for mapper in mapped.mappers), key=lambda one: one.__name__)


@pytest.mark.parametrize("module", ["missions", "people", "unit_of_work"])
def test_whatever_is_imported_first_finds_the_classes_mapped(module: str) -> None:
    subprocess.run([sys.executable, "-c", f"import storage.{module}"], check=True)  # noqa: S603 - our own command


@pytest.mark.parametrize("entity", CLASSES)
def test_every_field_has_a_column(entity: type) -> None:
    fields = {field.name for field in dataclasses.fields(entity)} - NOT_KEPT.get(entity, set())
    assert fields <= set(inspect(entity).attrs.keys())


@pytest.mark.parametrize("entity", CLASSES)
def test_what_may_be_none_may_be_null_and_nothing_else(entity: type) -> None:
    mapper: Mapper[object] = inspect(entity)
    optional = {field.name for field in dataclasses.fields(entity) if "None" in str(field.type)}
    columns = {attribute.key: attribute.columns[0] for attribute in mapper.column_attrs}
    for field in dataclasses.fields(entity):
        if field.name in columns:
            assert columns[field.name].nullable == (field.name in optional), field.name
