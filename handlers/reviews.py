"""The moderators' chat: claim, approve, reject, ask again; and what waits for a decision.

Every tap is authorised by where it is made and by who is a member there now: see `May`.
"""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.cards.reviews import decision_keyboard, despite_keyboard, reasons_keyboard
from bot.filters import InStaffChat, May, RepliesTo, moderator_address
from bot.keyboards import ReviewTap
from bot.queue_screen import queue_screen
from bot.rewriting import turn
from bot.settings import Settings
from domain.errors import NotFound
from domain.identity import CheckStatus
from domain.network import COUNTRIES
from domain.people import StaffChat, StaffRole
from domain.permissions import Action
from domain.words import name_shown
from i18n import _, use_language
from services import queue, review, staff
from services.moderator import Moderator, require_not_about
from storage.unit_of_work import Store


async def claim(query: CallbackQuery, callback_data: ReviewTap, store: Store, moderator: Moderator) -> None:
    """I'm looking at it."""
    await review.claim(store, callback_data.check, moderator)
    # alert
    await query.answer(_("Thank you! For half an hour it is yours, and your colleagues see that."))


async def give_back(query: CallbackQuery, callback_data: ReviewTap, store: Store, moderator: Moderator) -> None:
    """Somebody else may look at it."""
    await review.give_back(store, callback_data.check, moderator)
    # alert
    await query.answer(_("All right: your colleagues can take it now."))


async def approve(
    query: CallbackQuery,
    callback_data: ReviewTap,
    store: Store,
    settings: Settings,
    moderator: Moderator,
    staff_chat: StaffChat,
) -> None:
    """This is a helper; where something weighs against it, that is tapped once more."""
    if callback_data.do == "approve" and await review.weighty(store, callback_data.check, moderator):
        # alert
        text = _("Something is known from before: please read it on the card. Approve all the same? It will be noted.")
        await query.answer(text, show_alert=True)
        with use_language(staff_chat.language):  # the card is everybody's
            markup = despite_keyboard(callback_data.check)
        await _turn(query, store, callback_data.check, markup)
        return
    await review.approve(store, callback_data.check, moderator, settings.validation_months)
    # alert
    await query.answer(_("Approved, thank you! Now the helper is told, and the pictures are being deleted."))


async def choose_reason(
    query: CallbackQuery, callback_data: ReviewTap, store: Store, moderator: Moderator, staff_chat: StaffChat
) -> None:
    """Show the reasons on the card, if there is still something to decide."""
    check = await review.find(store, callback_data.check)
    await require_not_about(store, moderator, check.person_id)
    check.require_decidable(moderator.address, store.now())
    # alert
    await query.answer(_("Why? Tap a reason; the helper reads it in their own language."))
    with use_language(staff_chat.language):  # the card is everybody's
        markup = reasons_keyboard(check.id, "reject_for" if callback_data.do == "reject" else "again_for")
    await _turn(query, store, check.id, markup)


async def go_back(
    query: CallbackQuery, callback_data: ReviewTap, store: Store, moderator: Moderator, staff_chat: StaffChat
) -> None:
    """From the reasons to the decisions."""
    check = await review.find(store, callback_data.check)
    await require_not_about(store, moderator, check.person_id)
    check.require_decidable(moderator.address, store.now())
    await query.answer()
    with use_language(staff_chat.language):
        markup = decision_keyboard(check, store.now())
    await _turn(query, store, check.id, markup)


async def reject(
    query: CallbackQuery, callback_data: ReviewTap, store: Store, moderator: Moderator, settings: Settings
) -> None:
    """Not a helper, for this reason."""
    if callback_data.reason is None:
        raise NotFound
    administrators = settings.administrators_by_address
    await review.reject(store, callback_data.check, moderator, callback_data.reason, administrators=administrators)
    # alert
    await query.answer(_("Rejected. Now the helper is told why, and the pictures are being deleted."))


async def ask_again(query: CallbackQuery, callback_data: ReviewTap, store: Store, moderator: Moderator) -> None:
    """New pictures, please, for this reason."""
    if callback_data.reason is None:
        raise NotFound
    await review.ask_again(store, callback_data.check, moderator, callback_data.reason)
    # alert
    await query.answer(_("The helper is now asked for new pictures, and these are being deleted."))


async def bring_up(query: CallbackQuery, callback_data: ReviewTap, store: Store, moderator: Moderator) -> None:
    """An old card again, at the end of the chat."""
    await review.bring_up(store, callback_data.check, moderator)
    # alert
    await query.answer(_("Here it comes: see the end of this chat."))


async def list_queue(message: Message, store: Store, settings: Settings) -> None:
    """`/queue`: what waits and since when, who looks at what, how much is done, and what could not be deleted."""
    zone = COUNTRIES[settings.country].zone
    text, markup = queue_screen(await queue.look(store, zone), store.now(), zone)
    await message.answer(text, reply_markup=markup)


async def explain(message: Message) -> None:
    """`/help` in the moderators' chat."""
    await message.answer(
        _(
            "<b>Identity checks of new helpers come here:</b> two pictures, and a card with what to compare.\n"
            "• “👀 I'm looking at it” keeps your colleagues off for half an hour.\n"
            "• Approve, reject or ask for new pictures: the first decision counts, and the helper hears it from me.\n"
            "• Every decision deletes the pictures. Undecided, they are deleted after two days at the latest.\n\n"
            "/queue shows what waits, /language changes the language here."
        )
        + "\n\n"
        + _(
            "<b>Concerns come here too:</b> whoever taps “I see to it” has it.\n"
            "/incidents shows what is open, /helper with a name or a number a helper's file: suspend, ban, reinstate."
        )
        + "\n\n"
        + _(
            "<b>What a reply to a card does:</b>\n"
            "💬 on a talk, it goes to the helper: I pass it on.\n"
            "🚨 on a concern and 🗂 on a helper's file, it is a note: moderators alone read it."
        )
    )


async def point_to_buttons(message: Message) -> None:
    """A reply to the card of an identity check, or to its pictures."""
    await message.reply(
        _(
            "Nobody but this chat reads that: I pass nothing on about an identity check. Please use the buttons below"
            " the card; with “Ask for new pictures” or “Reject” the helper reads the reason."
        )
    )


async def free_claims(message: Message, bot: Bot, store: Store) -> None:
    """A moderator has left the chat, or was taken out there; whoever has the bot do that notes it under their name."""
    if message.left_chat_member is None or (message.from_user is not None and message.from_user.id == bot.id):
        return
    address = moderator_address(message.left_chat_member.id)
    by = moderator_address(message.from_user.id) if message.from_user else address
    await staff.lose_moderator(store, address, by)


async def greet(message: Message, store: Store, settings: Settings) -> None:
    """Somebody has come to the chat."""
    for user in message.new_chat_members or []:
        if not user.is_bot:
            moderator = Moderator(moderator_address(user.id), name_shown(user.full_name))
            await staff.note_moderator(store, moderator, administrators=settings.administrators_by_address)


async def _turn(query: CallbackQuery, store: Store, check_id: int, markup: InlineKeyboardMarkup) -> None:
    """Change the buttons of the card; should it be decided in that very moment, they go again."""
    await turn(query, markup)
    if (await review.find(store, check_id)).status is not CheckStatus.SUBMITTED:
        await review.rewrite(store, check_id)


def router() -> Router:
    """The moderators' buttons and their command."""
    router = Router(name="reviews")
    taps = router.callback_query
    taps.register(claim, ReviewTap.filter(F.do == "claim"), May(Action.REVIEW))
    taps.register(give_back, ReviewTap.filter(F.do == "give_back"), May(Action.REVIEW))
    taps.register(approve, ReviewTap.filter(F.do.in_({"approve", "approve_yes"})), May(Action.REVIEW))
    taps.register(choose_reason, ReviewTap.filter(F.do.in_({"reject", "again"})), May(Action.REVIEW))
    taps.register(go_back, ReviewTap.filter(F.do == "back"), May(Action.REVIEW))
    taps.register(reject, ReviewTap.filter(F.do == "reject_for"), May(Action.REVIEW))
    taps.register(ask_again, ReviewTap.filter(F.do == "again_for"), May(Action.REVIEW))
    taps.register(bring_up, ReviewTap.filter(F.do == "show"), May(Action.REVIEW))
    router.message.register(explain, Command("help"), May(Action.READ_STAFF_HELP))
    router.message.register(greet, F.new_chat_members, InStaffChat(StaffRole.MODERATORS))
    router.message.register(free_claims, F.left_chat_member, InStaffChat(StaffRole.MODERATORS))
    replying = (~F.text.startswith("/"), RepliesTo("review", "pictures"))
    router.message.register(point_to_buttons, *replying, May(Action.REVIEW))
    router.message.register(list_queue, Command("queue"), May(Action.SEE_QUEUE))
    return router
