"""Who answers for people's data before the law: settings, and how helpers are told."""

from __future__ import annotations

from pydantic import BaseModel, Field, field_validator

from domain.words import on_one_line
from i18n import _

LONGEST = 200
HINTS = {
    "controller_name": f"who answers for people's data, like Solidarity Kitchen; {LONGEST} characters at most",
    "controller_contact": f"where people reach them, like privacy@example.org; {LONGEST} characters at most",
    "data_protection_officer": f"a name and an address, or nothing if you have none; {LONGEST} characters at most",
}


class Controller(BaseModel):
    """The controller, as the General Data Protection Regulation calls them; what is not set is empty."""

    controller_name: str = Field(default="", max_length=LONGEST)
    controller_contact: str = Field(default="", max_length=LONGEST)
    data_protection_officer: str = Field(default="", max_length=LONGEST)

    @field_validator("controller_name", "controller_contact", "data_protection_officer")
    @classmethod
    def _on_one_line(cls, value: str) -> str:
        return on_one_line(value).strip()


def named(controller: Controller, hotline: str | None) -> str:
    """Who answers, and where they are reached: by the country's hotline where nothing else is known."""
    contact = controller.controller_contact or hotline
    if controller.controller_name:
        text = _("Your data is in the hands of {name}.").format(name=controller.controller_name)
    else:
        text = _("Your data is in the hands of the organisation that runs this network.")
    parts = [text]
    if contact:
        parts.append(_("You reach them here: {contact}").format(contact=contact))
    if controller.data_protection_officer:
        parts.append(_("Data protection officer: {name}").format(name=controller.data_protection_officer))
    return " ".join(parts)


def record_of(controller: Controller) -> list[tuple[str, str]]:
    """The same, as it stands at the head of the record of processing: name and value."""
    missing = _("not set: {setting}")
    return [
        (_("Controller"), controller.controller_name or missing.format(setting="CONTROLLER_NAME")),
        (_("Contact"), controller.controller_contact or missing.format(setting="CONTROLLER_CONTACT")),
        (_("Data protection officer"), controller.data_protection_officer or _("none named")),
    ]
