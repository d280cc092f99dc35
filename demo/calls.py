"""Calls for help, as operators write them down. The callers are invented."""

from __future__ import annotations

from dataclasses import dataclass

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

WAITING = Call(
    phone="0470 00 01 43",
    name="Marcel Fictif",
    kind="groceries",
    language="fr",
    address="Rue du Modèle 7, 1060 Saint-Gilles",
    door=(50.8291, 4.3462),
    access="Rez-de-chaussée ; il met du temps à venir à la porte",
    details="Du pain, du lait, six œufs, des pommes et un paquet de café",
    limit=2000,
)
"""The one that is open when the page is opened."""
