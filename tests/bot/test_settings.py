"""A wrong setting stops the start with one sentence that names it and never shows a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import WrongSettings, given, load
from storage.encryption import Key
from tests.keys import KEY

TOKEN = "123456:AAE-invented"


def test_defaults_need_only_a_token() -> None:
    settings = given(bot_token=TOKEN)
    assert settings.database_url.get_secret_value() == "sqlite:///solidarity.sqlite3"
    assert settings.administrators == frozenset()
    assert TOKEN not in repr(settings)


def test_a_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text(f"BOT_TOKEN={TOKEN}\nADMINISTRATORS=12, 34\nCOUNTRY=ch\nDEFAULT_LANGUAGE=fr\n")
    monkeypatch.setenv("DEFAULT_LANGUAGE", "nl")
    monkeypatch.setenv("LANGUAGE", "en_US:en")  # that of GNU gettext, which many desktops and containers set
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    settings = load(file)
    assert settings.administrators == {12, 34}
    assert (settings.country, settings.default_language, settings.log_level) == ("CH", "nl", "info")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("bot_token", "", "BOT_TOKEN is empty"),
        ("bot_token", "abc:def ghi", "BOT_TOKEN has not the form of a token"),
        ("database_url", "mysql://root:hunter2@db/x", "DATABASE_URL is neither SQLite nor PostgreSQL"),
        ("database_url", "sqlite:///:memory:", "DATABASE_URL has to name a file"),
        ("telegram_api_url", "ftp://x", "TELEGRAM_API_URL does not start with http"),
        ("database_url", "sqlite:///", "DATABASE_URL has to name a file"),
        ("database_url", "postgresql://ada:hunter2@host:port/x", "DATABASE_URL can't be read"),
        ("database_url", "postgresql://ada:hun/hunter2@host/x", "DATABASE_URL can't be read"),
        ("telegram_api_url", "https://", "TELEGRAM_API_URL names no server"),
        ("telegram_api_url", "http://127.0.0.1:99999", "TELEGRAM_API_URL names no server, or no port"),
        ("geocoder_url", "nominatim.example.org", "GEOCODER_URL does not start with http"),
        ("geocoder_url", "https://nominatim.example.org/api?x=1", "GEOCODER_URL names more or less than a server"),
        ("database_url", "sqlite://?x=1", "DATABASE_URL has to name a file"),
        ("database_url", "sqlite://bot.sqlite3", "DATABASE_URL has to name a file"),
        ("database_url", "sqlite:///file:x?mode=memory&uri=true", "DATABASE_URL says after the ? what is not known"),
        ("database_url", "postgresql://ada:hunter2@host/x?application=bot", "DATABASE_URL says after the ? what is"),
        ("database_url", "postgresql://ada:hunter2@host/x?sslmode=on", "DATABASE_URL has an sslmode that is none of"),
        ("administrators", "@ada", "ADMINISTRATORS holds something that is no user id"),
        ("administrators", "1087968824", "ADMINISTRATORS holds the id that Telegram shows for every anonymous"),
        ("country", "FR", "COUNTRY is no country of this network. It should be one of BE, CH, GB"),
        ("default_language", "xx", "DEFAULT_LANGUAGE is no language of this bot"),
        ("geocoder", "google", "GEOCODER is wrong. It should be none, nominatim or photon."),
        ("geocoder", "nominatim", "GEOCODER_URL is not set"),
        ("upkeep_every_s", "often", "UPKEEP_EVERY_S is wrong. It should be a number of seconds"),
        ("log_format", "xml", "LOG_FORMAT is wrong"),
        ("encryption_key", "hunter2", "ENCRYPTION_KEY is no base64. It should be a key as `main.py key new` makes it"),
        ("encryption_key", "aHVudGVyMg==", "ENCRYPTION_KEY is not 32 bytes long"),
        ("encryption_old_keys", "hunter2", "ENCRYPTION_OLD_KEYS holds one that is no base64"),
        ("encryption_old_keys", KEY.written(), "ENCRYPTION_OLD_KEYS is set without ENCRYPTION_KEY"),
    ],
)
def test_a_wrong_one_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(WrongSettings) as caught:
        given(**{"bot_token": TOKEN, name: value})
    (sentence,) = caught.value.sentences
    assert sentence.startswith(said)
    assert "hunter2" not in sentence


def test_a_missing_token_is_named() -> None:
    with pytest.raises(WrongSettings, match=r"BOT_TOKEN is not set\. It should be the token that BotFather gave you"):
        given()


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="is a folder"):
        load(tmp_path)
    file = tmp_path / ".env"
    file.write_bytes(b"BOT_TOKEN=\xdd\xee")
    with pytest.raises(WrongSettings, match=r"\.env, is no text in UTF-8"):
        load(file)


def test_keys_stand_in_the_settings_or_in_a_file(tmp_path: Path) -> None:
    older = Key.new()
    settings = given(bot_token=TOKEN, encryption_key=KEY.written(), encryption_old_keys=f"{older.written()}, ")
    assert settings.given_keys is not None
    assert [key.number for key in settings.given_keys.all] == [KEY.number, older.number]
    assert KEY.written() not in repr(settings)
    beside = given(bot_token=TOKEN, database_url=f"sqlite:///{tmp_path}/network.sqlite3", encryption_key="")
    assert (beside.given_keys, beside.key_file) == (None, tmp_path / "network.key")
    assert given(bot_token=TOKEN, database_url="postgresql://ada@host/x").key_file == Path("solidarity.key")
    with pytest.raises(WrongSettings, match="both set"):
        given(bot_token=TOKEN, encryption_key=KEY.written(), encryption_key_file="x.key")


def test_a_geocoder_wants_somebody_to_complain_to() -> None:
    with pytest.raises(WrongSettings, match="GEOCODER_CONTACT is missing"):
        given(bot_token=TOKEN, geocoder="photon", geocoder_url="https://photon.example.org")
