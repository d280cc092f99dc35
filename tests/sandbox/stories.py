"""What people do, for tests that look at what reaches a bot."""

from __future__ import annotations

from sandbox import Bot, Person, Sandbox


async def everything_a_person_does(telegram: Sandbox, bot: Bot, zoe: Person, mo: Person) -> None:
    """All kinds of messages and events, in private and in groups."""
    said = await zoe.says("/start abc")
    await zoe.edits(said, "/start https://example.org me@example.org")
    await zoe.shares_contact()
    await zoe.shares_contact(of=mo)
    await zoe.shares_contact(phone="+32470000000", name="Nobody")
    live = await zoe.shares_location(50.85, 4.35, live_period=900, accuracy=20)
    await zoe.moves(live, 50.86, 4.36)
    await zoe.shares_location(50.85, 4.35, forwarded_from=mo)
    photo = await zoe.sends_photo(caption="A card #identity", spoiler=True)
    await zoe.edits(photo, "Another caption")
    await zoe.sends_file(caption="A file")
    await zoe.sends_album((None, None, None), "Three")
    await zoe.sends_sticker()
    await zoe.sends_voice()
    await zoe.forwards(photo)
    await zoe.blocks()
    await zoe.unblocks()
    group = telegram.create_group("Small", owner=mo, supergroup=False)
    group.add(bot)
    group.promote(bot)
    group.add(zoe)
    group.promote(zoe, {"can_pin_messages": True, "is_anonymous": True}, title="Chief")
    await zoe.says("Anonymously", to=group)
    await mo.says("/hello@solidarity_bot", to=group, reply_to=group.messages[-1])
    group.demote(zoe)
    await zoe.leaves(group)
    await zoe.joins(group)
    group.become_supergroup()
    group.remove(zoe)
    forum = telegram.create_group("Forum", owner=mo, forum=True)
    forum.add(bot, administrator=True)
    await mo.says("In a topic", to=forum, topic=forum.open_topic("Requests"))
    forum.remove(bot)
