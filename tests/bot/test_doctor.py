"""`main.py check`: what is in order is said, and what is not is said with how to mend it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot as Client

from bot.app import make_bot
from bot.doctor import Finding, examine
from bot.middlewares import APP
from bot.settings import Settings, given
from domain.people import StaffChat, StaffRole
from sandbox import Bot, Group, Person, Sandbox
from services import people
from storage import keyfile
from storage.database import Database
from storage.encryption import Key, Keys
from storage.unit_of_work import Store, utcnow
from tests.journeys.network import until
from tests.keys import KEY, KEYS

TOKEN = "42:TEST-TOKEN"


class Clinic:
    """A bot, its database and its Telegram, to be looked at."""

    def __init__(self, telegram: Sandbox, bot: Bot, database: Database, ada: Person) -> None:
        self.telegram, self.bot, self.database, self.ada = telegram, bot, database, ada
        self.changes: dict[str, Any] = {}

    @property
    def settings(self) -> Settings:
        """Those of the test."""
        values = {
            "bot_token": TOKEN,
            "database_url": self.database.url,
            "encryption_key": KEY.written(),
            "telegram_api_url": self.telegram.url,
            "administrators": str(self.ada.id),
        }
        return given(**(values | self.changes))

    async def findings(self) -> list[Finding]:
        """What is found."""
        settings = self.settings
        client: Client = make_bot(settings)
        try:
            return [finding async for finding in examine(settings, self.database, client)]
        finally:
            await client.session.close()

    async def wrong(self) -> dict[str, str]:
        """What is to be mended: what → how."""
        return {finding.what: finding.mend for finding in await self.findings() if not finding.ok}

    async def staff_chat(self, role: StaffRole) -> Group:
        """A chat that is registered and in order."""
        group = self.telegram.create_group(role, owner=self.ada)
        group.add(self.bot, administrator=True)
        chat = StaffChat(
            role=role,
            app=APP,
            external_id=str(group.id),
            language="fr",
            registered_by="telegram:1",
            registered_at=utcnow(),
        )
        await people.register_chat(Store(self.database), chat)
        return group


@pytest.fixture
async def clinic(database: Database) -> AsyncIterator[Clinic]:
    """Everything in order."""
    async with Sandbox() as telegram:
        bot = telegram.create_bot("solidarity_test_bot", token=TOKEN)
        ada = telegram.create_person("Ada")
        await ada.says("/start")
        clinic = Clinic(telegram, bot, database, ada)
        for role in StaffRole:
            await clinic.staff_chat(role)
        yield clinic


async def test_everything_is_in_order(clinic: Clinic) -> None:
    findings = await clinic.findings()
    assert [finding for finding in findings if not finding.ok] == []
    said = " ".join(finding.what for finding in findings)
    assert all(part in said for part in ("up to date", "@solidarity_test_bot", "moderators' chat", "operators' chat"))
    assert TOKEN not in said


async def test_missing_chats_and_rights_are_named(clinic: Clinic) -> None:
    group = await clinic.staff_chat(StaffRole.MODERATORS)
    group.promote(clinic.bot, ["can_pin_messages"])
    wrong = await clinic.wrong()
    assert len(wrong) == 1
    assert "may not delete messages" in next(iter(wrong.values()))
    group.remove(clinic.bot)
    assert "not in this group" in next(iter((await clinic.wrong()).values()))


async def test_nothing_is_registered_yet(clinic: Clinic) -> None:
    async with Store(clinic.database).writing() as work:
        for role in StaffRole:
            await work.session.delete(await work.people.staff_chat(role))
    mends = " ".join((await clinic.wrong()).values())
    assert "send /moderators there" in mends
    assert "send /operators there" in mends


async def test_administrators_have_to_exist_and_to_have_opened_the_bot(clinic: Clinic) -> None:
    stranger = clinic.telegram.create_person("Stranger")
    clinic.changes["administrators"] = f"{stranger.id}, {clinic.ada.id}"
    assert [f"Administrator {stranger.id}" in what for what in await clinic.wrong()] == [True]
    clinic.changes["administrators"] = ""
    assert "/id" in next(iter((await clinic.wrong()).values()))


async def test_a_wrong_token_and_a_silent_server(clinic: Clinic) -> None:
    clinic.changes["bot_token"] = "43:SOMETHING-ELSE"
    assert "BotFather" in next(iter((await clinic.wrong()).values()))
    clinic.changes["telegram_api_url"] = "http://127.0.0.1:9"
    assert "TELEGRAM_API_URL" in next(iter((await clinic.wrong()).values()))


async def test_a_webhook_is_ended_where_none_is_wanted(clinic: Clinic) -> None:
    await set_webhook(clinic, f"{clinic.telegram.url}/nowhere")
    assert await clinic.wrong() == {}
    assert any("the bot ends it" in one.what for one in await clinic.findings())


async def test_a_webhook_that_does_not_work(clinic: Clinic) -> None:
    clinic.changes["webhook_url"] = "http://127.0.0.1:9/hook"
    assert any("told of WEBHOOK_URL when" in one.what for one in await clinic.findings())
    await set_webhook(clinic, "http://127.0.0.1:9/hook")
    bot = clinic.telegram.bots[0]
    await until(lambda: "last_error_message" in (bot.webhook or {}))
    assert any("Does the bot run?" in mend for mend in (await clinic.wrong()).values())


async def set_webhook(clinic: Clinic, url: str) -> None:
    client = make_bot(clinic.settings)
    await client.set_webhook(url)
    await client.session.close()


async def test_telegram_stops_answering_in_the_middle(clinic: Clinic) -> None:
    clinic.telegram.faults.add("error", methods="getWebhookInfo", status=502)
    assert any("stopped answering" in what for what in await clinic.wrong())


async def test_the_geocoding_service_is_asked(clinic: Clinic) -> None:
    clinic.changes.update(geocoder="nominatim", geocoder_contact="ada@example.org", geocoder_timeout_s=1)
    clinic.changes["geocoder_url"] = "http://127.0.0.1:9"
    assert any("gives no answer" in what for what in await clinic.wrong())


async def test_the_key_is_looked_at(clinic: Clinic, tmp_path: Path) -> None:
    assert any(f"encrypted with the key {KEY.number}" in finding.what for finding in await clinic.findings())
    file = tmp_path / "solidarity.key"
    clinic.changes |= {"encryption_key": None, "encryption_key_file": str(file)}
    (missing,) = await clinic.wrong()
    assert missing.startswith(f"The database is encrypted, and its key is missing: there is no {file}")
    keyfile.create(file, KEY)
    assert await clinic.wrong() == {}
    file.chmod(0o644)
    assert await clinic.wrong() == {
        f"The key file {file} can be read by others on this machine.": f"Run: chmod 600 {file}"
    }
    file.write_text("non sense")
    (useless,) = await clinic.wrong()
    assert useless == (
        f"The key file {file} holds a line that is no base64. It should be as it was made, or copied from its backup."
    )


async def test_a_wrong_key_is_named_by_its_number(clinic: Clinic) -> None:
    other = Key.new()
    database, clinic.database = clinic.database, Database(clinic.database.url, Keys(other))
    clinic.changes["encryption_key"] = other.written()
    wrong = await clinic.wrong()
    await clinic.database.close()
    clinic.database = database
    assert [f"is not encrypted with the key of ENCRYPTION_KEY (number {other.number})" in how for how in wrong.values()]
    assert other.written() not in str(wrong)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_the_database_is_missing_or_empty(clinic: Clinic, tmp_path: Path) -> None:
    clinic.database = Database(f"sqlite:///{tmp_path}/nowhere/bot.sqlite3", KEYS)
    wrong = await clinic.wrong()
    assert any("There is no database at" in what for what in wrong)
    await clinic.database.close()
    (tmp_path / "empty.sqlite3").touch()
    clinic.database = Database(f"sqlite:///{tmp_path}/empty.sqlite3", KEYS)
    wrong = await clinic.wrong()
    await clinic.database.close()
    assert "main.py migrate" in next(iter(wrong.values()))


async def test_it_warns_where_helpers_are_not_told_who_answers_for_their_data(clinic: Clinic) -> None:
    (warning,) = [finding for finding in await clinic.findings() if finding.ok and finding.mend]
    assert "CONTROLLER_NAME and CONTROLLER_CONTACT" in warning.mend
    clinic.changes = {"controller_name": "Entraide", "controller_contact": "privacy@example.org"}
    assert not [finding for finding in await clinic.findings() if finding.mend]
