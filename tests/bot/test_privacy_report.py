"""The record of processing, as it is printed from the bot's own tables and settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import privacy_report
from bot.part_words import NAMES
from bot.settings import WrongSettings, given
from domain.keeping import SHORTEST
from domain.permissions import MAY, Action, Role
from domain.retention import TABLE
from i18n import LANGUAGES, use_language
from main import cli
from storage import tables
from storage.record import PARTS
from storage.withheld import NOT_TOLD, ROWS_NOT_TOLD


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_everything_that_is_kept_with_the_settings_of_this_bot(language: str) -> None:
    settings = given(bot_token="1:abc", keep_missions_days=45)
    with use_language(language):
        text = privacy_report.as_markdown(settings)
        content = privacy_report.content_of(settings)
    assert text.count("\n### ") == len(TABLE) == len(content["kept"])
    assert "KEEP_MISSIONS_DAYS" in text
    assert all(f"{table}.{column}" in text for table, columns in NOT_TOLD.items() for column in columns)
    assert all(f"{table}.*" in text for table in ROWS_NOT_TOLD)
    assert "45 " in next(one["how_long"] for one in content["kept"] if one["code"] == "missions")
    named = {table for one in content["kept"] for table in one["where"].split(", ")}
    nobodys = {"couriers", "past_offers", "encryption"}
    assert named == set(tables.metadata.tables) - nobodys


def test_it_names_who_gets_what() -> None:
    def recipients(**settings: str) -> str:
        return str(privacy_report.content_of(given(bot_token="1:abc", **settings))["recipients"])

    assert "Telegram (api.telegram.org)" in recipients()
    assert "Nominatim" not in recipients()
    geocoder = recipients(
        geocoder="nominatim", geocoder_url="https://maps.example.org", geocoder_contact="you@example.org"
    )
    assert "Nominatim (maps.example.org)" in geocoder
    assert "secret" not in recipients(database_url="postgresql://solidarity:secret@db.example.org/network")


def test_it_names_who_answers_for_it_what_leaves_for_third_countries_and_how_it_is_protected() -> None:
    unset = privacy_report.as_markdown(given(bot_token="1:abc"))
    assert "not set: CONTROLLER_NAME" in unset
    text = privacy_report.as_markdown(
        given(
            bot_token="1:abc",
            controller_name="Entraide Ixelles",
            controller_contact="privacy@example.org",
            data_protection_officer="Ada, dpo@example.org",
        )
    )
    assert "**Controller:** Entraide Ixelles\n- **Contact:** privacy@example.org" in text
    assert "Ada, dpo@example.org" in text
    assert "not set" not in text
    assert "## What leaves for third countries" in text
    assert "no end-to-end encryption" in text
    assert "AES-GCM" in text


def test_it_names_who_can_see_what_by_the_table_of_permissions() -> None:
    kept = {one["code"]: one for one in privacy_report.content_of(given(bot_token="1:abc"))["kept"]}
    assert Role.ADMINISTRATOR in MAY[Action.CONFIRM].roles
    assert "administrators" in kept["helpees"]["who_sees"]
    assert "administrators" in kept["approvals"]["who_sees"]
    assert "whoever runs the server" in kept["journal"]["who_sees"]
    assert "the caller whom they help" in kept["helpers"]["who_sees"]


def test_each_part_of_a_persons_record_has_words_of_its_own() -> None:
    assert set(NAMES) == {part.name for part in PARTS}
    with use_language("fr"):
        text = privacy_report.as_markdown(given(bot_token="1:abc"))
    assert not any(f"\n- {part.name}:" in text or f"**{part.name}:" in text for part in PARTS)


def test_it_is_in_the_networks_language_unless_told(tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    settings.write_text("BOT_TOKEN=1:abc\nDEFAULT_LANGUAGE=nl\n")

    def printed(*words: str) -> Result:
        return CliRunner().invoke(cli, ["privacy", "report", "--env-file", str(settings), *words])

    assert "Register van verwerkingen" in printed().stdout
    assert "Record of processing" in printed("--language", "en").stdout
    assert printed("--language", "xx").exit_code == 2


def test_a_flag_is_shown_as_one() -> None:
    for words in (["privacy", "report"], ["demo"], []):
        assert "<bool>" not in CliRunner().invoke(cli, [*words, "--help"]).output


def test_it_is_printed_as_json_too(tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    settings.write_text("BOT_TOKEN=1:abc\nKEEP_HELPEES_DAYS=90\n")
    said = CliRunner().invoke(cli, ["privacy", "report", "--json", "--env-file", str(settings)])
    assert said.exit_code == 0
    (file,) = [one for one in json.loads(said.stdout)["kept"] if one["code"] == "helpees"]
    assert file["how_long"].startswith("90 days")
    assert file["setting"] == "KEEP_HELPEES_DAYS"


@pytest.mark.parametrize("name", SHORTEST)
def test_a_period_that_can_not_be_is_named(name: str) -> None:
    for days in (SHORTEST[name] - 1, 3_651, "soon"):
        with pytest.raises(
            WrongSettings, match=rf"KEEP_{name.upper()}_DAYS .*a whole number of days from {SHORTEST[name]}"
        ):
            given(bot_token="1:abc", **{f"keep_{name}_days": days})
