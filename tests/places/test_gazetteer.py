"""Postcodes and towns from the file that is shipped."""

from __future__ import annotations

import math
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places import Found, Gazetteer, Place
from tests.places.expected import POSTCODES, TOWNS, Expected

ALL = ("BE", "CH", "GB")


def km(place: Place, latitude: float, longitude: float) -> float:
    east = (place.longitude - longitude) * math.cos(math.radians(latitude))
    return 111.2 * math.hypot(place.latitude - latitude, east)


def names(found: Found) -> list[str]:
    return [place.name for place in found.places]


@pytest.mark.parametrize("expected", POSTCODES, ids=lambda expected: expected.text)
def test_a_postcode_lies_where_it_should(gazetteer: Gazetteer, expected: Expected) -> None:
    first = gazetteer.find(expected.text, [expected.country]).places[0]
    assert km(first, expected.latitude, expected.longitude) < max(1.5, first.precision_m / 1000)
    assert first.country == expected.country
    assert first.postcode
    assert first.name.startswith(first.postcode)


@pytest.mark.parametrize("expected", TOWNS, ids=lambda expected: expected.text)
def test_a_town_is_found_however_it_is_written(gazetteer: Gazetteer, expected: Expected) -> None:
    first = gazetteer.find(expected.text, ALL).places[0]
    assert km(first, expected.latitude, expected.longitude) < 1.5
    assert first.country == expected.country


def test_the_points_are_good_on_the_whole(gazetteer: Gazetteer) -> None:
    for listed in (POSTCODES, TOWNS):
        distances = [
            km(gazetteer.find(one.text, [one.country]).places[0], one.latitude, one.longitude) for one in listed
        ]
        assert statistics.median(distances) < 0.5


BRUSSELS = [
    (1070, "Anderlecht", "Anderlecht"),
    (1160, "Auderghem", "Oudergem"),
    (1082, "Berchem-Sainte-Agathe", "Sint-Agatha-Berchem"),
    (1000, "Bruxelles", "Brussel"),
    (1040, "Etterbeek", "Etterbeek"),
    (1140, "Evere", "Evere"),
    (1190, "Forest", "Vorst"),
    (1083, "Ganshoren", "Ganshoren"),
    (1050, "Ixelles", "Elsene"),
    (1090, "Jette", "Jette"),
    (1081, "Koekelberg", "Koekelberg"),
    (1080, "Molenbeek-Saint-Jean", "Sint-Jans-Molenbeek"),
    (1060, "Saint-Gilles", "Sint-Gillis"),
    (1210, "Saint-Josse-ten-Noode", "Sint-Joost-ten-Node"),
    (1030, "Schaerbeek", "Schaarbeek"),
    (1180, "Uccle", "Ukkel"),
    (1170, "Watermael-Boitsfort", "Watermaal-Bosvoorde"),
    (1200, "Woluwe-Saint-Lambert", "Sint-Lambrechts-Woluwe"),
    (1150, "Woluwe-Saint-Pierre", "Sint-Pieters-Woluwe"),
]


@pytest.mark.parametrize(("code", "french", "dutch"), BRUSSELS, ids=str)
def test_the_communes_of_brussels_in_both_languages(gazetteer: Gazetteer, code: int, french: str, dutch: str) -> None:
    assert gazetteer.find(str(code), ["BE"], "fr").places[0].name == f"{code} {french}"
    assert gazetteer.find(str(code), ["BE"], "nl").places[0].name == f"{code} {dutch}"
    for typed in (french, dutch, f"{code} {french}", f"{dutch} {code}", french.upper(), dutch.replace("-", " ")):
        first = gazetteer.find(typed, ["BE"], "nl").places[0]
        assert first.name.removeprefix(f"{code} ") == dutch
        assert km(first, 50.845, 4.36) < 8


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("9000", "fr", "9000 Gand"),
        ("Ghent", "nl", "9000 Gent"),
        ("Gent", "en", "9000 Ghent"),
        ("Liège", "nl", "Luik"),
        ("Genf", "fr", "Genève"),
        ("Genève", "en", "Geneva"),
        ("London", "fr", "Londres"),
        ("Ixelles", "de", "1050 Ixelles"),
        ("Bern", "xx", "Bern"),
    ],
)
def test_names_are_in_the_readers_language(gazetteer: Gazetteer, text: str, language: str, name: str) -> None:
    assert names(gazetteer.find(text, ALL, language))[0] == name


@pytest.mark.parametrize("text", ["LS6", "ls6", "LS6 2AB", "ls62ab", "SW1A 1AA", "Leeds LS6 2AB", "LS6, Leeds", "SW1"])
def test_an_outward_code_is_too_coarse_for_a_home(gazetteer: Gazetteer, text: str) -> None:
    found = gazetteer.find(text, ["GB"])
    assert found.too_coarse
    assert found.places[0].postcode in {"LS6", "SW1A", "SW1E", "SW1H", "SW1P", "SW1V", "SW1W", "SW1X", "SW1Y", "SW1"}
    assert found.places[0].precision_m >= 1000


def test_a_village_beside_its_outward_code_is_not_too_coarse(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("Cherry Hinton CB1", ["GB"])
    assert not found.too_coarse
    assert names(found) == ["Cherry Hinton"]


@pytest.mark.parametrize("text", ["1050", "leeds", "Gent", "Newport"])
def test_towns_and_continental_codes_are_not_too_coarse(gazetteer: Gazetteer, text: str) -> None:
    assert not gazetteer.find(text, ALL).too_coarse


def test_a_code_of_two_countries_is_both_the_first_listed_first(gazetteer: Gazetteer) -> None:
    assert [place.country for place in gazetteer.find("1200", ["BE", "CH"]).places] == ["BE", "CH"]
    assert [place.country for place in gazetteer.find("1200", ["CH", "BE"]).places] == ["CH", "BE"]
    assert [place.country for place in gazetteer.find("1200", ["CH"]).places] == ["CH"]
    assert names(gazetteer.find("1200 Genève", ["BE", "CH"], "fr")) == ["1200 Genève"]
    assert names(gazetteer.find("CH-1200", ["BE", "CH"], "fr")) == ["1200 Genève"]
    assert names(gazetteer.find("1200 Bruxelles", ["BE", "CH"], "fr")) == ["1200 Woluwe-Saint-Lambert"]


def test_several_of_one_name_come_by_population_and_can_be_told_apart(gazetteer: Gazetteer) -> None:
    newports = gazetteer.find("Newport", ["GB"]).places
    assert len(newports) >= 4
    assert km(newports[0], 51.588, -2.998) < 2
    assert km(newports[1], 50.701, -1.291) < 2
    assert len({place.name for place in newports}) == len(newports)
    assert names(gazetteer.find("Saint-Gilles", ["BE"], "nl")) == [
        "1060 Sint-Gillis",
        "9170 Sint-Gillis-Waas",
        "9200 Sint-Gillis-bij-Dendermonde",
    ]
    assert {place.postcode for place in gazetteer.find("Buchs", ["CH"]).places} >= {"9470", "5033"}
    assert names(gazetteer.find("Woluwe", ["BE"], "fr")) == ["1200 Woluwe-Saint-Lambert", "1150 Woluwe-Saint-Pierre"]
    assert len(gazetteer.find("Newton", ["GB"], limit=3).places) == 3


def test_a_far_larger_namesake_keeps_its_plain_name(gazetteer: Gazetteer) -> None:
    assert names(gazetteer.find("Cambridge", ["GB"]))[0] == "Cambridge"


def test_what_stands_beside_a_name_decides_between_several(gazetteer: Gazetteer) -> None:
    assert names(gazetteer.find("Saint-Gilles (Bruxelles)", ["BE"], "fr")) == ["1060 Saint-Gilles"]
    near_london = gazetteer.find("Richmond, London", ["GB"]).places
    assert len(near_london) == 1
    assert km(near_london[0], 51.461, -0.303) < 2


def test_a_code_and_a_town_that_contradict_each_other_are_both_shown(gazetteer: Gazetteer) -> None:
    found = names(gazetteer.find("4000 Bruxelles", ["BE"], "fr"))
    assert found[0] == "4000 Liège"
    assert found[-1] == "Bruxelles"


def test_the_villages_of_a_code_are_offered_one_by_one_where_they_lie_apart(gazetteer: Gazetteer) -> None:
    villages = gazetteer.find("5380", ["BE"]).places
    assert len(villages) > 3
    assert {place.postcode for place in villages} == {"5380"}
    assert names(gazetteer.find("5380 Hingeon", ["BE"])) == ["5380 Hingeon"]


@pytest.mark.parametrize(
    "text",
    ["12 rue Haute, 1000 Bruxelles", "Rue Haute 12 b 3\n1000 Bruxelles", "chaussée 1200, 1000 Bruxelles, Belgique"],
)
def test_the_code_of_a_whole_address_counts(gazetteer: Gazetteer, text: str) -> None:
    assert names(gazetteer.find(text, ["BE"], "fr")) == ["1000 Bruxelles"]


def test_an_address_without_a_code_leads_to_its_town(gazetteer: Gazetteer) -> None:
    assert names(gazetteer.find_in_address("Rue de Namur 12 Ixelles", ["BE"]))[0] == "1050 Ixelles"
    assert names(gazetteer.find_in_address("High Street, Leeds", ["GB"]))[0] == "Leeds"
    assert gazetteer.find_in_address("somewhere else entirely", ["BE"]) == Found()


@pytest.mark.parametrize(("text", "name"), [("Bruxeles", "Bruxelles"), ("Schaarbek", "1030 Schaerbeek")])
def test_one_slip_is_forgiven(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert names(gazetteer.find(text, ["BE"], "fr")) == [name]


def test_the_beginning_of_a_long_name_will_do(gazetteer: Gazetteer) -> None:
    assert names(gazetteer.find("Berchem-Sainte", ["BE"], "fr")) == ["1082 Berchem-Sainte-Agathe"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "hello there", "xyzzy", "9999999", "0000", "ZZ9 9ZZ", "F-1050", "Belgique", "+32 2 808 99 48", "٣٤"],
)
def test_what_is_no_place_is_nothing(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text, ALL) == Found()


def test_countries_that_were_not_asked_for_do_not_appear(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Leeds", ["BE", "CH"]) == Found()
    assert gazetteer.find("Leeds, England", ["BE"]) == Found()
    assert gazetteer.find("CH-1201", ["BE"]) == Found()
    assert gazetteer.find("Gent", []) == Found()


@settings(deadline=None)
@given(text=st.text(max_size=400))
def test_no_text_breaks_it(gazetteer: Gazetteer, text: str) -> None:
    found = gazetteer.find(text, ALL, "fr")
    assert len(found.places) <= 8
    gazetteer.find_in_address(text, ALL, "nl")


@settings(deadline=None)
@given(text=st.lists(st.sampled_from(["1050", "B-", "CH", "LS6", "2AB", ",", "(", "rue", "Gent", "in", "st", "-"])))
def test_no_heap_of_familiar_pieces_breaks_it(gazetteer: Gazetteer, text: list[str]) -> None:
    for glue in ("", " "):
        for place in gazetteer.find(glue.join(text), ALL).places:
            assert place.precision_m >= 500


@pytest.mark.parametrize(
    ("latitude", "longitude", "language", "name"),
    [
        (50.830, 4.368, "nl", "1050 Elsene"),
        (50.849, 4.350, "fr", "1000 Bruxelles"),
        (46.211, 6.147, "fr", "1201 Genève"),
        (53.820, -1.571, "en", "LS6 Leeds"),
        (46.005, 7.750, "de", "3920 Zermatt"),
        (51.052, 3.72, "en", "9000 Ghent"),
    ],
)
def test_a_pin_has_a_neighbourhood(
    gazetteer: Gazetteer, latitude: float, longitude: float, language: str, name: str
) -> None:
    place = gazetteer.nearest(latitude, longitude, language)
    assert place
    assert place.name == name


@pytest.mark.parametrize("pin", [(52.5, 3.0), (0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (math.nan, 4.0), (1e9, 4.0)])
def test_a_pin_far_from_everything_has_none(gazetteer: Gazetteer, pin: tuple[float, float]) -> None:
    assert gazetteer.nearest(*pin) is None


@settings(deadline=None)
@given(latitude=st.floats(49.5, 60.0), longitude=st.floats(-6.5, 10.5))
def test_the_nearest_is_never_beyond_twenty_kilometres(gazetteer: Gazetteer, latitude: float, longitude: float) -> None:
    place = gazetteer.nearest(latitude, longitude)
    assert place is None or km(place, latitude, longitude) <= 20.1


def test_it_serves_several_threads(gazetteer: Gazetteer) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: names(gazetteer.find("1050 Ixelles", ALL)), range(400)))
    assert found == [["1050 Ixelles"]] * 400


def test_towns_of_a_part_of_the_map_the_largest_first(gazetteer: Gazetteer) -> None:
    brussels = gazetteer.towns_within(50.78, 4.28, 50.90, 4.46, 100)
    assert [town.name for town in brussels[:3]] == ["Bruxelles", "Anderlecht", "Schaerbeek"]
    assert {"Ixelles", "Laeken"} < {town.name for town in brussels}
    assert all(50.78 <= town.latitude <= 50.90 and 4.28 <= town.longitude <= 4.46 for town in brussels)
    assert len(gazetteer.towns_within(50.78, 4.28, 50.90, 4.46, 2)) == 2
    assert gazetteer.towns_within(50.9, 4.46, 50.78, 4.28, 2) == []
    assert gazetteer.towns_within(0.0, 0.0, 1.0, 1.0, 2) == []


def test_the_largest_towns_of_all_are_found_fast(gazetteer: Gazetteer) -> None:
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        towns = gazetteer.towns_within(45.0, -7.0, 56.0, 11.0, 400)
        seconds.append(time.perf_counter() - started)
    assert towns[0].name == "London"
    assert statistics.median(seconds) < 0.2
