"""Calls for help, as operators write them down. The callers are invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from demo.people import Point


@dataclass(frozen=True, slots=True)
class Call:
    """Everything that somebody says on the phone. `door`: where the pin is moved to; `limit` in cents."""

    phone: str
    name: str
    kind: str
    language: str
    address: str
    door: Point
    access: str
    details: str
    limit: int


JOSEE = Call(
    phone="0470 00 01 42",
    name="Josée Modèle",
    kind="pharmacy",
    language="fr",
    address="Rue de l'Exemple 12, 1050 Ixelles",
    door=(50.8301, 4.3668),
    access="Deuxième étage, sonnette du milieu",
    details="Un sirop sur ordonnance et une boîte de paracétamol, à la pharmacie de la place Flagey",
    limit=2000,
)

WAITING: Mapping[str, Call] = {
    "fr": Call(
        phone="0470 00 01 43",
        name="Marcel Fictif",
        kind="groceries",
        language="fr",
        address="Rue du Modèle 7, 1060 Saint-Gilles",
        door=(50.8291, 4.3462),
        access="Rez-de-chaussée ; il met du temps à venir à la porte",
        details="Du pain, du lait, six œufs, des pommes et un paquet de café",
        limit=2000,
    ),
    "nl": Call(
        phone="0470 00 01 44",
        name="Clara Bedenksel",
        kind="groceries",
        language="nl",
        address="Modelstraat 7, 9000 Gent",
        door=(51.0466, 3.7216),
        access="Gelijkvloers, het duurt even voor ze aan de deur is",
        details="Brood, melk, zes eieren, appels en een pakje koffie",
        limit=2000,
    ),
    "en": Call(
        phone="0113 496 0999",
        name="Arthur Fiction",
        kind="groceries",
        language="en",
        address="7 Model Street, Leeds LS6 2AB",
        door=(53.8175, -1.5655),
        access="Ground floor; it takes him a while to come to the door",
        details="Bread, milk, six eggs, apples and a packet of tea",
        limit=2000,
    ),
}
"""Those that are open when the page is opened, by the language of who wrote them down."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A mission that can be played again and again, each time for somebody else: only the first caller is `call`'s.

    `phone` is how their numbers are written; `receipt` and `note` are what the helper says at the end.
    """

    call: Call
    phone: str
    callers: tuple[str, ...]
    receipt: str
    note: str

    def called_for(self, times: int) -> Call:
        """The call, after it was played so many times before."""
        return replace(self.call, phone=self.phone.format(times % 1_000), name=self.callers[times % len(self.callers)])


SCENARIOS: Mapping[str, Scenario] = {
    "fr": Scenario(
        call=JOSEE,
        phone="0470 01 0{:03}",
        callers=("Josée Modèle", "Lucien Fictif", "Suzanne Échantillon", "Roger Inventé", "Yvonne Spécimen"),
        receipt="14,30",
        note="Entend mal : sonner deux fois.",
    ),
    "nl": Scenario(
        call=Call(
            phone="",
            name="",
            kind="pharmacy",
            language="nl",
            address="Voorbeeldstraat 12, 9000 Gent",
            door=(51.0473, 3.7305),
            access="Eerste verdieping, de middelste bel",
            details="Een hoestsiroop op voorschrift en een doosje paracetamol, bij de apotheek op de hoek",
            limit=2000,
        ),
        phone="0470 02 0{:03}",
        callers=("Maria Voorbeeld", "Jozef Verzonnen", "Godelieve Proefstuk", "Achiel Modaal", "Irma Denkbeeld"),
        receipt="14,30",
        note="Hoort niet goed: twee keer bellen.",
    ),
    "en": Scenario(
        call=Call(
            phone="",
            name="",
            kind="pharmacy",
            language="en",
            address="12 Sample Street, Leeds LS6 2AB",
            door=(53.8207, -1.5695),
            access="Second floor, the bell in the middle",
            details="A cough syrup on prescription and a box of paracetamol, from the chemist on the corner",
            limit=2000,
        ),
        phone="0113 496 0{:03}",
        callers=("Doris Sample", "Harold Notional", "Winifred Mockup", "Stanley Specimen", "Edith Pretend"),
        receipt="14.30",
        note="Hard of hearing: ring twice.",
    ),
}
"""What the tour plays, by the visitor's language."""
