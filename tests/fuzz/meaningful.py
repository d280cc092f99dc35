"""What people send who mean something by it: taps with real prefixes, commands with arguments, answers that fit and
others that don't, by everybody and everywhere.

It leaves open what only the moment knows: `@on` and `@button` say which of the bot's latest messages is tapped, and
which of its buttons. `tests.fuzz.town` fills that in.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args, get_origin

from aiogram.filters.callback_data import CallbackData
from hypothesis import strategies as st

from bot.question import Question
from handlers.desk_lists import TABS
from tests.fuzz.schema import Json, location
from tests.fuzz.wild import WILD_AMOUNTS, WILD_NUMBERS, WILD_PHONES, WILD_PLACES, WILD_TEXTS, WILD_TIMES
from tests.journeys.test_roles import commands

BUTTON = "@button"
ANSWERS = (
    "Josée Voorbeeld",
    "Zoé Exemple",
    "1050",
    "Ixelles",
    "1050 Ixelles",
    "Rue de l'Exemple 12, 1050 Ixelles",
    "5 km",
    "groceries",
    "pharmacy",
    "dog walk",
    "moral support",
    "French",
    "nl",
    "yes",
    "no",
    "-",
    "nothing",
    "always",
    "weekend",
    "Bread, milk, six eggs",
    "50.85, 4.35",
    "https://maps.google.com/?q=50.85,4.35",
    "https://goo.gl/maps/x",
    "Bern",
    "LE1",
    "until further notice",
    "every day",
    "4 weeks",
    "Second floor, ring twice",
    "👍",
    "ok",
    "?",
    "STOP",
    "Français",
)
LINES = (
    'pharmacy +32 2 555 01 02 "Rue Haute 12, 1000 Bruxelles" tomorrow 9-12 max 20 € for Mme Dupont French',
    "groceries 02 555 01 03 now bread and milk",
    "dog 0470123456 1050 Ixelles friday evening",
    "support +41791234567 DE",
)
PREFIXED = st.sampled_from(sorted(CallbackData.__subclasses__(), key=lambda one: one.__prefix__))

TYPED = st.one_of(
    st.sampled_from(ANSWERS),
    st.sampled_from(ANSWERS),
    st.sampled_from(list(WILD_TEXTS.values())),
    st.sampled_from((*WILD_PHONES, *WILD_TIMES, *WILD_AMOUNTS, *WILD_NUMBERS)),
    st.text(min_size=1, max_size=60),
)


PEOPLE, GROUPS = 14, 3
"""How many people and groups there are; who they are at that moment, the town knows."""

USERS: tuple[Json, ...] = tuple({"@user": number} for number in range(PEOPLE))
PRIVATE: tuple[Json, ...] = tuple({"@private": number} for number in range(PEOPLE))
GROUP_CHATS: tuple[Json, ...] = tuple({"@group": number} for number in range(GROUPS))
THE_BOT: Json = {"@bot": 0}
CHANNEL: Json = {"id": -1001999999999, "type": "channel", "title": "News"}
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
NUMBERS = st.integers(0, PEOPLE - 1)


@cache
def _words() -> st.SearchStrategy[str]:
    """What a field of callback data that is a text may say."""
    questions = [str(one.__scene_config__.state) for one in _questions(Question) if one.__scene_config__.state]
    return st.one_of(
        st.sampled_from([*questions, *TABS, "around", "en", "fr", "nl", "xx", "BE", "CH", "GB", "yes", "skip", "done"]),
        st.sampled_from([*WILD_NUMBERS, "000", "06", "register", "identity", "profile", "help", "back", "cancel"]),
        st.text(max_size=12),
    )


def _questions(kind: Any) -> list[Any]:
    return [kind, *(one for below in kind.__subclasses__() for one in _questions(below))]


COMMANDS = st.sampled_from(sorted(commands()))


@st.composite
def callback_data(draw: st.DrawFn) -> str:
    """Callback data with one of our prefixes; its values are ours now and then."""
    kind = draw(PREFIXED)
    values = [kind.__prefix__]
    for field in kind.model_fields.values():
        if get_origin(field.annotation) is Literal and draw(st.integers(0, 9)):
            values.append(str(draw(st.sampled_from(get_args(field.annotation)))))
        elif field.annotation is int:
            values.append(draw(st.one_of(st.integers(0, 60).map(str), st.sampled_from(WILD_NUMBERS))))
        else:
            values.append(draw(_words()))
    if not draw(st.integers(0, 19)):
        values = values[: draw(st.integers(0, len(values)))]
    return ":".join(values)


def meaningful() -> st.SearchStrategy[Json]:
    """Any of it; mostly taps, and messages in private."""
    writing = message()
    sorts = {
        "tap": tap(),
        "message": writing.map(lambda one: {"message": one}),
        "edited": writing.map(lambda one: {"edited_message": {**one, "edit_date": 1_790_000_000}}),
        "member": member(),
        "elsewhere": elsewhere(),
    }
    weighted = ["tap"] * 7 + ["message"] * 8 + ["edited", "member", "elsewhere"]
    return st.sampled_from(weighted).flatmap(sorts.__getitem__)


@st.composite
def tap(draw: st.DrawFn) -> Json:
    """A tap on one of the bot's messages: on a button of it, or with forged data."""
    query: Json = {"from": USERS[draw(NUMBERS)], "chat_instance": "1", "@on": draw(st.integers(0, 5))}
    if draw(st.integers(0, 2)):
        query[BUTTON] = draw(st.integers(0, 40))
    else:
        query["data"] = draw(st.one_of(callback_data(), callback_data(), st.text(max_size=70)))
    if not draw(st.integers(0, 5)):
        query["@in"] = draw(st.integers(0, GROUPS - 1))
    return {"callback_query": query}


@st.composite
def message(draw: st.DrawFn) -> Json:
    """A message in private, mostly, or in a group."""
    sender = draw(NUMBERS)
    private = draw(st.integers(0, 5)) > 0
    chat = PRIVATE[sender] if private else draw(st.sampled_from(GROUP_CHATS))
    written = {"from": USERS[sender], "chat": chat, **draw(content(sender))}
    if not private and not draw(st.integers(0, 5)):
        written |= {"from": ANONYMOUS, "sender_chat": chat}
    more = draw(st.integers(0, 30))
    if more in {1, 2}:
        written["forward_origin"] = {"type": "user", "date": 0, "sender_user": USERS[draw(NUMBERS)]}
    elif more in {3, 4}:
        written |= {"reply_to_message": "@latest", "quote": {"text": "Bread", "position": 0}}
    elif more == 5:
        written |= {"business_connection_id": "b", "via_bot": THE_BOT, "media_group_id": "1"}
    return written


def elsewhere() -> st.SearchStrategy[Json]:
    """The same in channels and in the chats of businesses."""
    kinds = ("channel_post", "edited_channel_post", "business_message", "edited_business_message", "guest_message")
    chat = {"chat": CHANNEL, "sender_chat": CHANNEL}
    return st.builds(lambda kind, one: {kind: {**one, **chat}}, st.sampled_from(kinds), message())


@st.composite
def member(draw: st.DrawFn) -> Json:
    """Somebody comes, goes, or changes their standing; mostly the bot."""
    by = draw(NUMBERS)
    chat = draw(st.sampled_from([PRIVATE[by], *GROUP_CHATS, CHANNEL]))
    kind = draw(st.sampled_from(["my_chat_member", "my_chat_member", "chat_member"]))
    user = THE_BOT if kind == "my_chat_member" else USERS[draw(NUMBERS)]
    states = st.sampled_from(["member", "left", "kicked", "administrator", "restricted", "creator"])
    old, new = ({"user": user, **_standing(draw(states))} for _ in range(2))
    return {kind: {"chat": chat, "from": USERS[by], "old_chat_member": old, "new_chat_member": new}}


@cache
def content(sender: int) -> st.SearchStrategy[Json]:
    """What a message shows."""
    text = TYPED.map(lambda one: {"text": one})
    arguments = st.one_of(
        st.just(""), st.sampled_from(LINES), st.integers(0, 60).map(str), st.sampled_from(WILD_NUMBERS), TYPED
    )
    command = st.builds(lambda name, more: {"text": f"{name} {more}".strip()}, COMMANDS, arguments)
    place = st.sampled_from(WILD_PLACES).map(location)
    phone = st.sampled_from(WILD_PHONES)
    own = phone.map(lambda one: {"phone_number": one, "first_name": "Me", "user_id": f"@id {sender}"})
    others = phone.map(lambda one: {"phone_number": one, "first_name": "Somebody"})
    picture = st.just({"photo": "@photo"})
    claims = st.sampled_from(["image/jpeg", "image/png", "application/pdf", "text/html", "image/svg+xml", "", "image/"])
    names = st.sampled_from(["card.jpg", "card.jpg.exe", "../../x", *WILD_TEXTS.values()])
    document = st.fixed_dictionaries(
        {"mime_type": claims, "file_name": names, "file_size": st.sampled_from([0, 10_485_760, 2**31, 2**53])}
    ).map(lambda one: {"document": {**one, "@file": True}})
    venue = st.builds(
        lambda at, name: {"venue": {"location": at, "title": name, "address": name}}, place, st.sampled_from(ANSWERS)
    )
    odd = st.sampled_from(
        [
            {"dice": {"emoji": "🎲", "value": 3}},
            {
                "sticker": {
                    "file_id": "x",
                    "file_unique_id": "x",
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            {"voice": {"file_id": "x", "file_unique_id": "x", "duration": 2}},
            {"pinned_message": {"message_id": 1, "date": 0, "chat": PRIVATE[sender]}},
            {"new_chat_title": "<b>"},
            {"left_chat_member": USERS[sender]},
            {"write_access_allowed": {}},
            {},
        ]
    )
    live = st.builds(
        lambda at, seconds: {"location": {**at, "live_period": seconds}},
        place,
        st.sampled_from([60, 3600, 86400, 0x7FFFFFFF, 0]),
    )
    captioned = st.builds(lambda one, caption: {**one, "caption": caption}, picture, TYPED)
    weighted: list[st.SearchStrategy[Any]] = (
        [text] * 8 + [command] * 6 + [own.map(_contact), others.map(_contact), place.map(_location), live]
    )
    weighted += [picture] * 3 + [captioned, document, document, venue, odd]
    return st.sampled_from(range(len(weighted))).flatmap(weighted.__getitem__)


def _contact(one: Json) -> Json:
    return {"contact": one}


def _location(one: Json) -> Json:
    return {"location": one}


def _standing(status: str) -> Json:
    more: Json = {"status": status}
    if status in {"administrator", "creator"}:
        more["is_anonymous"] = False
    if status == "administrator":
        more |= dict.fromkeys(
            [
                "can_be_edited",
                "can_manage_chat",
                "can_delete_messages",
                "can_manage_video_chats",
                "can_restrict_members",
                "can_promote_members",
                "can_change_info",
                "can_invite_users",
                "can_post_stories",
                "can_edit_stories",
                "can_delete_stories",
                "can_send_welcome_messages",
            ],
            True,
        )
    if status == "restricted":
        names = (
            "is_member",
            "can_send_messages",
            "can_send_audios",
            "can_send_documents",
            "can_send_photos",
            "can_send_videos",
            "can_send_video_notes",
            "can_send_voice_notes",
            "can_send_polls",
            "can_send_other_messages",
            "can_add_web_page_previews",
            "can_change_info",
            "can_invite_users",
            "can_pin_messages",
            "can_manage_topics",
            "can_react_to_messages",
            "can_edit_tag",
        )
        more |= dict.fromkeys(names, True)
    if status in {"kicked", "restricted"}:
        more["until_date"] = 0
    return more
