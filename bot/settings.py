"""Settings from the environment and `.env`, checked at the start; a wrong one is named in one clear sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import controller
from domain.keeping import LONGEST, SHORTEST, Periods
from domain.network import COUNTRIES, INTERFACE_LANGUAGES
from domain.validity import MONTHS
from places import service_address
from storage import keyfile
from storage.encryption import Key, Keys
from storage.engine import normalised

DEFAULT_PERIODS = Periods()
HINTS = {
    "bot_token": "the token that BotFather gave you, like 123456789:AAE…",
    "database_url": "sqlite:///solidarity.sqlite3, or postgresql://user:password@host/name",
    "encryption_key": "a key as `main.py key new` makes it: 32 bytes in base64",
    "encryption_key_file": "the file with the keys, like /etc/solidarity/solidarity.key",
    "encryption_old_keys": "keys as `main.py key new` makes them, separated by commas",
    "telegram_api_url": "the address of a Bot API server, like https://api.telegram.org",
    "administrators": "Telegram user ids separated by commas, like 12345678,87654321",
    "country": "one of " + ", ".join(COUNTRIES),
    **controller.HINTS,
    "default_language": "one of " + ", ".join(INTERFACE_LANGUAGES),
    "webhook_url": "an address that Telegram reaches, like https://bot.example.org/telegram",
    "webhook_secret": "1 to 256 letters, digits, _ and -; or nothing, then the bot makes one up at each start",
    "webhook_host": "the interface to listen on, like 127.0.0.1",
    "webhook_port": "a port number, like 8080",
    "geocoder": "none, nominatim or photon",
    "geocoder_url": "the address of your Nominatim or Photon server, like https://nominatim.example.org",
    "geocoder_timeout_s": "a number of seconds up to 60, like 5",
    **{
        f"keep_{name}_days": f"a whole number of days from {least} to {LONGEST}, like {getattr(DEFAULT_PERIODS, name)}"
        for name, least in SHORTEST.items()
    },
    "validation_months": "a number of months from 1 to 60, like 12",
    "upkeep_every_s": "a number of seconds up to 300, like 5",
    "log_format": "text or json",
    "log_level": "debug, info, warning or error",
}
ANONYMOUS_ADMINISTRATOR = 1087968824


class WrongSettings(Exception):
    """What is wrong with the settings, one sentence each, fit to be shown."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def _days(name: str) -> int:
    """A period of `domain.retention`, with its default."""
    days: int = Field(default=getattr(DEFAULT_PERIODS, name), ge=SHORTEST[name], le=LONGEST)
    return days


class Settings(controller.Controller):
    """What the person who runs the bot decides. Every field is documented in `.env.example`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    bot_token: SecretStr
    database_url: SecretStr = SecretStr("sqlite:///solidarity.sqlite3")
    encryption_key: SecretStr | None = None
    encryption_key_file: Path | None = None
    encryption_old_keys: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    webhook_url: str | None = None
    webhook_secret: SecretStr = SecretStr("")
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8080, ge=1, le=65535)
    administrators: Annotated[frozenset[int], NoDecode] = frozenset()
    country: str = "BE"
    default_language: str = "en"
    geocoder: Literal["none", "nominatim", "photon"] = "none"
    geocoder_url: str | None = None
    geocoder_contact: str = ""
    geocoder_timeout_s: float = Field(default=5.0, gt=0, le=60)
    validation_months: int = Field(default=MONTHS, ge=1, le=60)
    upkeep_every_s: float = Field(default=5.0, gt=0, le=300)
    keep_missions_days: int = _days("missions")
    keep_helpees_days: int = _days("helpees")
    keep_applications_days: int = _days("applications")
    keep_people_days: int = _days("people")
    keep_banned_days: int = _days("banned")
    keep_conversations_days: int = _days("conversations")
    keep_invitations_days: int = _days("invitations")
    keep_letters_days: int = _days("letters")
    keep_incidents_days: int = _days("incidents")
    keep_journal_days: int = _days("journal")
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip():
            raise ValueError("is empty")
        number, _, rest = value.get_secret_value().strip().partition(":")
        if not number.isdecimal() or len(rest) < 3 or any(character.isspace() for character in rest):
            raise ValueError("has not the form of a token")
        return SecretStr(value.get_secret_value().strip())

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        normalised(value.get_secret_value())
        return value

    @field_validator("encryption_key", "encryption_key_file", "encryption_old_keys", mode="before")
    @classmethod
    def _not_empty(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("encryption_key")
    @classmethod
    def _key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            Key.parse(value.get_secret_value())
        return value

    @field_validator("encryption_old_keys")
    @classmethod
    def _old_keys(cls, value: SecretStr | None) -> SecretStr | None:
        try:
            for text in [] if value is None else value.get_secret_value().replace(",", " ").split():
                Key.parse(text)
        except ValueError as error:
            raise ValueError(f"holds one that {error}") from None
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _api(cls, value: str) -> str:
        return _web_address(value)

    @field_validator("webhook_url")
    @classmethod
    def _webhook(cls, value: str | None) -> str | None:
        if not value:
            return None
        address = _web_address(value)
        if urlsplit(address).query or urlsplit(address).fragment or urlsplit(address).username:
            raise ValueError("says more than a server and a path")
        return address

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", value.get_secret_value()):
            raise ValueError("holds something that Telegram does not take, or too much of it")
        return value

    @field_validator("geocoder_url")
    @classmethod
    def _geocoder(cls, value: str | None) -> str | None:
        return service_address(_web_address(value)).geturl() if value else None

    @field_validator("administrators", mode="before")
    @classmethod
    def _administrators(cls, value: object) -> frozenset[int]:
        if isinstance(value, str):
            parts = value.replace(",", " ").replace(";", " ").split()
            if not all(part.isdecimal() for part in parts):
                raise ValueError("holds something that is no user id (a name won't do)")
            value = {int(part) for part in parts}
        ids = frozenset(int(number) for number in value)  # type: ignore[attr-defined]  # pydantic gives any iterable
        if ANONYMOUS_ADMINISTRATOR in ids:
            raise ValueError("holds the id that Telegram shows for every anonymous administrator")
        return ids

    @field_validator("country")
    @classmethod
    def _country(cls, value: str) -> str:
        if value.upper() not in COUNTRIES:
            raise ValueError("is no country of this network")
        return value.upper()

    @field_validator("default_language")
    @classmethod
    def _language(cls, value: str) -> str:
        if value.lower() not in INTERFACE_LANGUAGES:
            raise ValueError("is no language of this bot")
        return value.lower()

    @field_validator("geocoder", "log_format", "log_level", mode="before")
    @classmethod
    def _choice(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def key_file(self) -> Path:
        """Where the keys are that are not in the settings themselves."""
        return self.encryption_key_file or keyfile.beside(self.database_url.get_secret_value())

    @property
    def given_keys(self) -> Keys | None:
        """The keys in the settings; None if they are in a file."""
        if self.encryption_key is None:
            return None
        older = "" if self.encryption_old_keys is None else self.encryption_old_keys.get_secret_value()
        return Keys.parse([self.encryption_key.get_secret_value(), *older.replace(",", " ").split()])

    @property
    def administrators_by_address(self) -> list[str]:
        """The administrators, as services name people of an app."""
        return [str(number) for number in sorted(self.administrators)]

    @property
    def periods(self) -> Periods:
        """For how long what is kept."""
        return Periods(**{name: getattr(self, f"keep_{name}_days") for name in SHORTEST})

    @property
    def geocoder_user_agent(self) -> str:
        """How we introduce ourselves to geocoding servers, as their rules ask."""
        return f"solidarity-bot ({self.geocoder_contact})"

    @model_validator(mode="after")
    def _keys(self) -> Settings:
        if self.encryption_old_keys is not None and self.encryption_key is None:
            raise ValueError(
                "ENCRYPTION_OLD_KEYS is set without ENCRYPTION_KEY. Old keys of a file are further lines in it"
            )
        if self.encryption_key is not None and self.encryption_key_file is not None:
            raise ValueError("ENCRYPTION_KEY and ENCRYPTION_KEY_FILE are both set. Only one of them can be meant")
        return self

    @model_validator(mode="after")
    def _geocoding(self) -> Settings:
        if self.geocoder != "none" and not self.geocoder_url:
            raise ValueError(f"GEOCODER_URL is not set. It should be {HINTS['geocoder_url']}")
        if self.geocoder != "none" and not self.geocoder_contact:
            raise ValueError(
                "GEOCODER_CONTACT is missing: geocoding servers want an e-mail address or a page to complain to"
            )
        return self


class _SettingsFromOutside(Settings, BaseSettings):
    """The same, read from the environment and a file."""

    model_config = SettingsConfigDict(env_file_encoding="utf-8", extra="ignore")


def load(env_file: Path) -> Settings:
    """The settings in the environment, which wins, and the file.

    Raises WrongSettings with a sentence for each that is wrong; values are never shown.
    """
    if env_file.is_dir():
        raise WrongSettings([f"{env_file} is a folder, and no file with settings."])
    try:
        return _SettingsFromOutside(_env_file=env_file)
    except (OSError, UnicodeDecodeError) as error:
        what = "is no text in UTF-8" if isinstance(error, UnicodeDecodeError) else "may not be read by the bot"
        raise WrongSettings([f"The file with the settings, {env_file}, {what}."]) from None
    except ValidationError as error:
        raise _wrong(error) from None


def given(**values: object) -> Settings:
    """These settings and the defaults of all others, whatever is in the environment. Raises WrongSettings as `load`."""
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise _wrong(error) from None


def _wrong(error: ValidationError) -> WrongSettings:
    return WrongSettings([_sentence(item["loc"], item["msg"], item["type"]) for item in error.errors()])


def _web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("does not start with http:// or https://")
    try:
        named = urlsplit(value).hostname and urlsplit(value).port != 0
    except ValueError:
        named = False
    if not named:
        raise ValueError("names no server, or no port that there can be")
    return value.rstrip("/")


def _sentence(location: tuple[int | str, ...], message: str, kind: str) -> str:
    what = message.removeprefix("Value error, ")
    if not location:
        return f"{what}."
    name = str(location[0])
    hint = f" It should be {HINTS[name]}." if name in HINTS else ""
    if kind == "missing":
        return f"{name.upper()} is not set.{hint}"
    if kind == "value_error" or not hint:
        return f"{name.upper()} {what}.{hint}"
    return f"{name.upper()} is wrong.{hint}"
