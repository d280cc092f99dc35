"""Who lives in the demo's network. All of them are invented, and so are their telephone numbers."""

from __future__ import annotations

from dataclasses import dataclass

from domain.network import KINDS

Point = tuple[float, float]  # latitude and longitude in degrees (WGS 84)

ERRANDS = ("groceries", "pharmacy")
EVERYTHING = tuple(KINDS)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the sandbox; `at` is where they are, `language` that of their app."""

    first_name: str
    last_name: str
    language: str
    phone: str
    at: Point | None = None

    @property
    def name(self) -> str:
        """First name and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who is a helper when the demo begins. `spoken` besides the language that they read."""

    who: Someone
    at: Point
    spoken: tuple[str, ...]
    kinds: tuple[str, ...]
    radius_m: int
    on_break: bool


def helps(
    name: str,
    language: str,
    number: str,
    at: Point,
    *spoken: str,
    kinds: tuple[str, ...] = EVERYTHING,
    km: int = 5,
    on_break: bool = False,
) -> Volunteer:
    """A volunteer in one line."""
    first, last = name.split()
    who = Someone(first, last, language, number, at)
    return Volunteer(who, at, spoken, kinds, km * 1_000, on_break)


ADA = Someone("Ada", "Ministrator", "en", "32470000001")
MIEKE = Someone("Mieke", "Voorbeeld", "nl", "32470000002")
MAX = Someone("Max", "Muster", "fr", "32470000006")
OLIVIA = Someone("Olivia", "Sample", "en", "447700900003")
ODILE = Someone("Odile", "Fictive", "fr", "32470000007")
OTTO = Someone("Otto", "Testman", "nl", "32470000008")
LEA = Someone("Léa", "Exemple", "fr", "32470000004", (50.8275, 4.3722))
TOM = Someone("Tom", "Testman", "nl", "32470000005", (50.8277, 4.3439))

NEWCOMER = Someone("Noé", "Nouveau", "fr", "32470000009", (50.8352, 4.3663))
APPLICANT = Someone("Alix", "Attente", "fr", "32470000010", (50.8489, 4.3736))

OPERATORS = {"BE": (ODILE, OTTO), "GB": (OLIVIA,)}
"""By the country whose calls they take."""

VOLUNTEERS = (
    # Brussels
    Volunteer(LEA, (50.8275, 4.3722), ("nl",), ERRANDS, 5_000, on_break=False),
    Volunteer(TOM, (50.8277, 4.3439), (), ERRANDS, 5_000, on_break=False),
    helps("Emma Modèle", "fr", "32470000101", (50.8236, 4.3605), "en"),
    helps("Hugo Fictif", "fr", "32470000102", (50.8365, 4.3885), km=2),
    helps("Zoé Spécimen", "fr", "32470000103", (50.8652, 4.3790), "ar"),
    helps("Jef Voorbeeld", "nl", "32470000104", (50.8545, 4.3290), "fr", kinds=ERRANDS),
    helps("Nora Invented", "en", "32470000105", (50.8020, 4.3380), "fr", "es", km=10),
    helps("Karim Inventé", "fr", "32470000106", (50.8360, 4.3080), "ar", km=2),
    helps("An Verzonnen", "nl", "32470000107", (50.8780, 4.3260), "fr", "en", on_break=True),
    helps("Paul Prototype", "fr", "32470000108", (50.8110, 4.3240), kinds=("dog_walk", "groceries")),
    helps("Sarah Sample", "en", "32470000109", (50.8130, 4.4130), "fr", "de"),
    helps("Luc Échantillon", "fr", "32470000110", (50.8430, 4.4290), "pt"),
    helps("Fatima Fictive", "fr", "32470000111", (50.8530, 4.3690), "ar", "nl", km=2),
    helps("Wim Proefman", "nl", "32470000112", (50.8700, 4.4030), "fr", "tr"),
    # Ghent and Antwerp
    helps("Bram Voorbeeld", "nl", "32470000201", (51.0536, 3.7250), "en"),
    helps("Lotte Testvrouw", "nl", "32470000202", (51.0432, 3.7330), "fr"),
    helps("Joke Denkbeeld", "nl", "32470000203", (51.0380, 3.7440), kinds=ERRANDS, km=2),
    helps("Sam Specimen", "en", "32470000204", (51.0641, 3.7190), "nl"),
    helps("Griet Modaal", "nl", "32470000205", (51.0370, 3.7650), "de", km=10),
    helps("Jan Fictief", "nl", "32470000301", (51.2170, 4.4090), "en"),
    helps("Rosa Proefstuk", "nl", "32470000302", (51.2290, 4.4240), "es", km=2),
    helps("Bilal Demo", "nl", "32470000303", (51.1960, 4.4250), "ar", "fr"),
    # Liège
    helps("Colette Exemple", "fr", "32470000401", (50.6410, 5.5720), "it"),
    helps("Marc Factice", "fr", "32470000402", (50.6270, 5.5830), kinds=ERRANDS),
    helps("Petra Beispiel", "en", "32470000403", (50.6300, 6.0360), "de", "fr", km=20),
    # Switzerland
    helps("Yves Témoin", "fr", "41790000001", (46.2050, 6.1560), "en"),
    helps("Inès Imaginaire", "fr", "41790000002", (46.1950, 6.1400), "pt", "es"),
    helps("Anne Modèle", "fr", "41790000003", (46.5220, 6.6330), "de"),
    helps("Urs Muster", "en", "41790000004", (47.3730, 8.5430), "de"),
    helps("Heidi Beispiel", "en", "41790000005", (47.3900, 8.5180), "de", "it", km=10),
    helps("Reto Vorlage", "fr", "41790000006", (46.9480, 7.4470), "de"),
    # England
    helps("Emily Example", "en", "447700900101", (53.8190, -1.5730), "fr"),
    helps("Jack Placeholder", "en", "447700900102", (53.8060, -1.5560)),
    helps("Priya Specimen", "en", "447700900103", (53.8250, -1.5390), km=10),
    helps("Oliver Dummy", "en", "447700900104", (53.7990, -1.5890), kinds=ERRANDS),
    helps("Grace Mockup", "en", "447700900105", (53.8410, -1.5950), on_break=True),
    helps("Amir Invented", "en", "447700900106", (51.5240, -0.0760), "ar", "fr"),
    helps("Ruth Pretend", "en", "447700900107", (51.4740, -0.0690), "pl", km=2),
)
