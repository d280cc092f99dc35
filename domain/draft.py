"""A mission as an operator writes it down in a call, before it is published."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from domain.mission import Mission
from domain.people import Helpee, Person, Point
from domain.recurrence import Recurrence


@dataclass(frozen=True, slots=True)
class Draft:
    """A mission as an operator has written it down. Instants are in UTC, money in cents. `key` is unique to it."""

    key: str
    phone: str
    name: str
    country: str
    language: str
    kind: str
    address: str
    latitude: float | None
    longitude: float | None
    neighbourhood: str
    starts_at: datetime
    ends_at: datetime
    urgent: bool = False
    access_notes: str = ""
    details: str = ""
    limit_cents: int | None = None
    recurrence: Recurrence | None = None

    @property
    def point(self) -> Point | None:
        """The door, if there is one."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    def helpee(self, now: datetime) -> Helpee:
        """The caller, who calls for the first time."""
        helpee = Helpee(phone=self.phone, name=self.name, country=self.country, language=self.language, created_at=now)
        self.bring_up_to_date(helpee)
        return helpee

    def bring_up_to_date(self, helpee: Helpee) -> None:
        """Note with the caller what they said this time. Without an address the last one stays."""
        helpee.name, helpee.country, helpee.language = self.name, self.country, self.language
        if self.address:
            helpee.address, helpee.access_notes = self.address, self.access_notes
            helpee.point = self.point
            helpee.neighbourhood = self.neighbourhood

    def mission(self, helpee: Helpee, operator: Person, now: datetime) -> Mission:
        """The mission that it becomes."""
        written = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in {"phone", "name"}}
        return Mission(helpee=helpee, operator=operator, published_at=now, **written)
