"""Lists of missions for operators: open, taken, mine, done, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards import DeskTap, MenuTap, PageTap, button, in_rows, keyboard, pager, within
from bot.place_names import called
from bot.repeats import MARK
from domain.mission import Mission, MissionStatus
from domain.network import COUNTRIES, KINDS, N_
from domain.people import Person
from i18n import _, ngettext
from i18n.formats import window
from services import desk
from services.registration import helper_of
from storage.unit_of_work import Store

PAGE = 8
FURTHEST = 1_000_000  # what databases count as an offset
CLOSED = (MissionStatus.COMPLETED, MissionStatus.CANCELLED, MissionStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class Tab:
    """A list: what its button says, the missions in it, and what is said when it is empty."""

    name: str
    statuses: tuple[MissionStatus, ...]
    empty: str
    mine: bool = False


TABS: Mapping[str, Tab] = {
    "desk_open": Tab(N_("Open"), (MissionStatus.OPEN,), N_("Nothing is open. /new publishes a mission.")),
    "desk_taken": Tab(N_("Taken"), (MissionStatus.TAKEN,), N_("No mission is in a helper's hands right now.")),
    "desk_mine": Tab(
        N_("Mine"), tuple(MissionStatus), N_("You have not published anything yet. /new does it."), mine=True
    ),
    "desk_done": Tab(N_("Done"), CLOSED, N_("No mission is closed yet.")),
}
MARKS = {
    MissionStatus.OPEN: "🟡",
    MissionStatus.TAKEN: "🟢",
    MissionStatus.COMPLETED: "✅",
    MissionStatus.CANCELLED: "✖️",
    MissionStatus.EXPIRED: "⌛",
}


async def list_page(store: Store, person: Person, name: str, page: int) -> tuple[str, InlineKeyboardMarkup]:
    """A page of a list, a button for each mission. Raises NotAllowed."""
    tab = TABS[name]
    offset = min(max(0, page), FURTHEST) * PAGE
    found = await desk.listing(store, person.id, tab.statuses, mine=tab.mine, limit=PAGE, offset=offset)
    if page != (there := within(page, found.total, PAGE)):
        return await list_page(store, person, name, there)
    title = ngettext("{count} mission", "{count} missions", found.total).format(count=found.total)
    text = f"<b>{_(tab.name)}</b> · {title}" if found.total else _(tab.empty)
    rows = [[_row(mission, store)] for mission in found.missions]
    around = []
    if await helper_of(store, person.id) is not None:
        # button
        around.append(button(_("Around me, as a helper"), MenuTap(to="around")))
    return text, keyboard(*rows, pager(name, page, found.total, PAGE), *in_rows(_tabs(name), 2), around)


def _row(mission: Mission, store: Store) -> InlineKeyboardButton:
    kind, country = KINDS[mission.kind], COUNTRIES[mission.country]
    waits = mission.status is MissionStatus.TAKEN and mission.called_back_at is None
    mark = "📞" if waits else MARKS[mission.status]
    place = _("By phone") if kind.by_phone else called(mission.neighbourhood, mission.country)
    when = window(mission.starts_at, mission.ends_at, country.zone, store.now())
    again = "" if mission.recurrence is None else f" {MARK}"
    return button(f"{mark} #{mission.id} {kind.icon}{again} {place}, {when}", DeskTap(do="show", mission=mission.id))


def _tabs(chosen: str) -> list[InlineKeyboardButton]:
    return [
        button(f"· {_(tab.name)} ·" if name == chosen else _(tab.name), PageTap(list=name, page=0))
        for name, tab in TABS.items()
    ]
