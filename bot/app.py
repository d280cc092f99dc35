"""The bot as a whole: dispatcher, courier, upkeep and updates, started and stopped together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

import structlog
from aiogram import Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.types import LinkPreviewOptions

from bot.answered import Answered
from bot.at_once import answer_at_once
from bot.cards.card import Renderer
from bot.fsm_storage import DatabaseStorage
from bot.limits import Counted, Limiter, Restrained
from bot.messenger import TelegramMessenger
from bot.middlewares import APP, Acquainted, Journaled, Migrated
from bot.pace import Pace
from bot.patience import Patience
from bot.polling import Polling
from bot.session import Session
from bot.settings import Settings
from bot.webhook import Webhook
from domain.limits import LIMITS, Costly, Limit
from domain.notices.notice import Notice
from places import Places
from services.courier import REQUEST_SECONDS, Courier
from services.upkeep import Upkeep
from storage.unit_of_work import Store

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 300.0

log = structlog.get_logger("app")


def make_bot(settings: Settings, *middlewares: BaseRequestMiddleware) -> Bot:
    """A client of the Bot API whose requests pass these middlewares, the outermost first. A reply to a message that is
    gone is sent all the same.
    """
    session = Session(api=TelegramAPIServer.from_base(settings.telegram_api_url), timeout=REQUEST_SECONDS)
    for middleware in middlewares:
        session.middleware(middleware)
    return Bot(
        settings.bot_token.get_secret_value(),
        session=session,
        default=DefaultBotProperties(
            parse_mode=ParseMode.HTML,
            link_preview=LinkPreviewOptions(is_disabled=True),
            allow_sending_without_reply=True,
        ),
    )


class App:
    """Everything that runs for one bot. Routers and renderers are handed in, in the order in which they are asked.

    `pace`: another one than Telegram asks for. `limits`: of what one person may do; those that are not named are none.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        places: Places,
        *,
        routers: Sequence[Router],
        renderers: Mapping[type[Notice], Renderer],
        pace: Pace | None = None,
        limits: Mapping[Costly, Limit] = LIMITS,
    ) -> None:
        self.settings = settings
        self.store = store
        self._places = places
        pace = pace or Pace()
        answered = Answered()
        self.bot = make_bot(settings, answered, Patience(), pace)
        self._courier_bot = make_bot(settings, pace)  # without patience: the courier has a queue
        conversations = DatabaseStorage(store)
        limiter = Limiter(limits, store.clock)
        self.dispatcher = Dispatcher(
            storage=conversations,
            events_isolation=conversations.isolation,
            disable_fsm=True,  # what its middleware does, `Acquainted` does with fewer looks at the database
            store=store,
            settings=settings,
            places=places,
            answered=answered,
            limiter=limiter,
        )
        acquainted = Acquainted(store, conversations, self.dispatcher.fsm)
        for middleware in (Journaled(), Counted(limiter), acquainted, Restrained(limiter), Migrated()):
            self.dispatcher.update.outer_middleware(middleware)
        self.dispatcher.include_routers(*routers)
        answer_at_once(self.dispatcher)
        messenger = TelegramMessenger(self._courier_bot, store, pace, renderers)
        self.courier = Courier(store, {APP: messenger}, settings.administrators_by_address)
        self.upkeep = Upkeep(store, settings.upkeep_every_s, settings.periods, settings.administrators_by_address)
        self.updates = self._updates(settings)

    def _updates(self, settings: Settings) -> Polling | Webhook:
        """How updates come: Telegram is asked, or brings them."""
        if settings.webhook_url is None:
            return Polling(self.bot, self.dispatcher)
        return Webhook(
            self.bot,
            self.dispatcher,
            url=settings.webhook_url,
            secret=settings.webhook_secret.get_secret_value(),
            host=settings.webhook_host,
            port=settings.webhook_port,
        )

    async def run(self) -> None:
        """Run until `stop`: then what runs is finished, and what is queued stays in the database.

        A part that ends by an error stops the others, and the error is raised: whoever watches over the process starts
        it again, and a bot that hears but does not deliver would be worse.
        """
        await self.upkeep.catch_up()
        background = [self._start("courier", self.courier.run()), self._start("upkeep", self.upkeep.run())]
        introducing = asyncio.create_task(self._introduce())
        try:
            log.info("running")
            await self.updates.run()
        finally:
            introducing.cancel()
            await asyncio.gather(introducing, return_exceptions=True)
            self.courier.stop()
            self.upkeep.stop()
            outcomes = await asyncio.gather(*background, return_exceptions=True)
            await self.close()
            log.info("stopped")
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    def stop(self) -> None:
        """Ask everything to finish."""
        self.updates.stop()

    def _start(self, name: str, part: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a part that goes on until it is stopped."""

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and (error := task.exception()):
                log.critical("a part of the bot has ended", part=name, error=type(error).__name__)
                self.stop()

        task = asyncio.create_task(part)
        task.add_done_callback(ended)
        return task

    async def _introduce(self) -> None:
        """Put menus and introductions right, again while Telegram is away. Meanwhile people are answered already."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self.dispatcher.emit_startup(**self._dependencies())
            except TelegramUnauthorizedError:
                return  # polling hears it too, and says so
            except Exception as error:  # noqa: BLE001 - nothing that concerns menus stops the bot
                log.warning("menus not set up", error=type(error).__name__, pause_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                return

    async def close(self) -> None:
        """Close the connections to Telegram and to the geocoding service."""
        await asyncio.gather(self.bot.session.close(), self._courier_bot.session.close(), self._places.close())

    def _dependencies(self) -> dict[str, Any]:
        return {**self.dispatcher.workflow_data, "bot": self.bot, "dispatcher": self.dispatcher}
