"""Somebody before the page: they see, click and type, and find everything by its role and its name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.async_api import ConsoleMessage, Dialog, Locator, Page, Request, Response, expect

ABORTED = "net::ERR_ABORTED"  # what a page says of its event stream when it is left

Words = str | re.Pattern[str]


@dataclass
class Visitor:
    """A page in a browser of its own. Whatever goes wrong there and was not expected is among the `complaints`."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._complain(f"error in the page: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("dialog", self._dialog)

    def expects(self, *patterns: str) -> None:
        """Complaints in which one of these is found are no surprise from now on."""
        self.expected += patterns

    async def opens(self, url: str) -> None:
        """Open the page, and wait until it follows the sandbox."""
        await self.page.goto(url)
        await self.is_live()

    async def is_live(self) -> None:
        """The page knows what is going on."""
        await expect(self.page.locator("[role=status].live")).to_have_class(re.compile(r"\blive\b.*\blive\b"))

    @property
    def is_narrow(self) -> bool:
        """Whether one thing at a time is seen."""
        size = self.page.viewport_size
        return size is not None and size["width"] <= 900

    async def looks_at(self, view: str) -> None:
        """Phones, People, Map or Wire, on a narrow page; on a wide one only Map and Wire have to be asked for."""
        if self.is_narrow:
            await self.page.get_by_role("navigation", name="What to see").get_by_role("button", name=view).click()
        elif view in {"Map", "Wire"}:
            await self.page.get_by_role("tab", name=view).click()

    async def takes(self, name: str) -> Phone:
        """Take somebody's phone."""
        await self.looks_at("People")
        await self.roster.get_by_role("button", name=name).click()
        phone = self.phone(name)
        await expect(phone.frame).to_be_visible()
        return phone

    async def adds(self, name: str) -> None:
        """Invent somebody new, whose phone is taken at once."""
        await self.looks_at("People")
        await self.roster.get_by_role("textbox", name="A new person’s name").fill(name)
        await self.roster.get_by_role("button", name="Add").click()
        await expect(self.phone(name).frame).to_be_visible()

    @property
    def roster(self) -> Locator:
        """The list of people."""
        return self.page.get_by_role("navigation", name="People")

    def phone(self, name: str) -> Phone:
        """Somebody's phone, on the table already."""
        return Phone(self.page, self.page.get_by_role("region", name=name).filter(has=self.page.get_by_role("log")))

    async def is_told(self, words: Words) -> None:
        """Words that pass by, or must be confirmed."""
        places = self.page.get_by_role("status").or_(self.page.get_by_role("dialog"))
        await expect(places.get_by_text(words).first).to_be_visible()

    def _complain(self, words: str) -> None:
        self.complaints.append(words)

    @property
    def surprises(self) -> list[str]:
        """The complaints that were not expected."""
        return [one for one in self.complaints if not any(re.search(pattern, one) for pattern in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complain(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _failed(self, request: Request) -> None:
        if request.failure != ABORTED:  # what a page asked for that was loaded anew or closed meanwhile
            self._complain(f"failed: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._complain(f"answered {response.status}: {response.url}")

    async def _dialog(self, dialog: Dialog) -> None:
        self._complain(f"a dialog of a script: {dialog.message}")
        await dialog.dismiss()


@dataclass(frozen=True)
class Phone:
    """A phone on the table, in English."""

    page: Page
    frame: Locator

    @property
    def chat(self) -> Locator:
        """The messages of the chat it shows."""
        return self.frame.get_by_role("log", name="Messages")

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.frame.get_by_role("textbox", name="Write as")

    @property
    def keyboard(self) -> Locator:
        """What the bot has put in place of letters."""
        return self.frame.get_by_role("group", name="Keyboard")

    def message(self, words: Words) -> Locator:
        """The newest message with these words."""
        return self.chat.get_by_role("listitem").filter(has_text=words).last

    async def starts(self) -> None:
        """Press Start in a chat that nobody has begun yet."""
        await self.frame.get_by_role("button", name="Start", exact=True).click()

    async def puts_away(self) -> None:
        """Take it off the table."""
        await self.frame.get_by_role("button", name="away").click()
        await expect(self.frame).to_have_count(0)

    async def says(self, text: str) -> None:
        """Write and send."""
        await self.field.fill(text)
        await self.field.press("Enter")
        await expect(self.field).to_have_value("")

    async def sees(self, words: Words) -> None:
        """Wait for words in the chat."""
        await expect(self.message(words)).to_be_visible()

    async def no_longer_sees(self, words: Words) -> None:
        """Wait until no message has these words."""
        await expect(self.chat.get_by_role("listitem").filter(has_text=words)).to_have_count(0)

    def button(self, text: Words) -> Locator:
        """The newest button under a message with this text."""
        return self.chat.get_by_role("group", name="Buttons").get_by_role("button", name=text).last

    async def taps(self, text: Words) -> None:
        """Tap a button under a message, the newest that has this text."""
        await self.button(text).click()

    async def types_key(self, text: str) -> None:
        """Tap a key of the bot's keyboard."""
        await self.keyboard.get_by_role("button", name=text).click()

    async def attaches(self, what: str) -> None:
        """Choose something from what can be attached."""
        await self.frame.get_by_role("button", name="Attach").click()
        await self.frame.get_by_role("list", name="Attach").get_by_role("button", name=what).click()

    async def sends_file(self, name: str, data: bytes, kind: str = "image/png") -> None:
        """Choose a picture from one's own machine."""
        await self.frame.get_by_role("button", name="Attach").click()
        async with self.page.expect_file_chooser() as chooser:
            await self.frame.get_by_text("A picture of your own").click()
        await (await chooser.value).set_files({"name": name, "mimeType": kind, "buffer": data})

    async def turns_to(self, chat: str) -> None:
        """Open another of the person's chats."""
        await self.frame.get_by_role("navigation", name="Chats").get_by_role("button", name=chat).click()
        await expect(self.frame.get_by_role("heading", name=chat, level=3)).to_be_visible()

    async def picks_place(self, town: str | None = None) -> None:
        """Confirm the pin in the open dialog: where it stands, or in a town that is suggested."""
        dialog = self.page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        if town:
            await dialog.get_by_role("button", name=town).click()
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog).to_have_count(0)
