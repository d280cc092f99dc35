"""Invitations by their hash, and who works for the network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.errors import InvitationInvalid
from domain.limits import LIMITS, Costly
from domain.notices.names import to_person
from domain.notices.staff import ModeratorDismissed
from domain.people import INVITATION_LIFETIME, Invitation, StaffRole
from services import people, registration, staff
from services.moderator import Moderator
from storage import migrations
from storage.database import Database
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.keys import KEYS
from tests.services.seeds import kinds_for, seed_operator

BEFORE, TOKEN = "0007", "an-old-token-of-24-chars"


async def test_old_invitations_work_and_are_only_kept_as_hashes(database_url: str) -> None:
    await migrations.downgrade(database_url, BEFORE, keys=KEYS)
    database = Database(database_url)
    store = Store(database)
    when = store.now() - timedelta(days=1)
    async with database.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO invitations (token, country, invited_by, created_at)"
                " VALUES (:token, 'BE', 'telegram:1', :at)"
            ),
            {"token": TOKEN, "at": when if not database.is_sqlite else when.replace(tzinfo=None).isoformat(" ")},
        )
    await migrations.upgrade(database_url, keys=KEYS)
    async with store.reading() as work:
        invitation = await work.people.invitation(TOKEN)
        assert invitation is not None
        assert (invitation.role, invitation.country, invitation.created_at) == (StaffRole.OPERATORS, "BE", when)
        assert await work.people.invitation(invitation.digest) is None
    await migrations.downgrade(database_url, BEFORE, keys=KEYS)
    async with database.engine.connect() as connection:
        assert (await connection.execute(text("SELECT token FROM invitations"))).scalar() == invitation.digest
    await database.close()


async def test_who_works_here_and_by_whom_they_came(store: Store, clock: Clock) -> None:
    olive = await seed_operator(store)
    mia = Moderator("telegram:7", "Mia")
    await staff.note_moderator(store, mia)
    clock.advance(days=1)
    opened = await people.invite(store, "CH", "telegram:1")
    await people.invite(store, "", "telegram:1", StaffRole.MODERATORS)
    await staff.withdraw(store, opened.id, "telegram:1")
    found = await staff.team(store, "telegram:1")
    ((person, operator),) = found.operators
    assert (person.id, operator.name, operator.invited_by) == (olive, "Olive", "telegram:0")
    assert operator.since == operator.seen_at == clock() - timedelta(days=1)
    ((moderator, holder),) = found.moderators
    assert (moderator.address, holder.name, holder.invited_by) == ("telegram:7", "Mia", None)
    assert [one.role for one in found.invitations] == [StaffRole.MODERATORS]
    nora = await opened_by(store, "8")
    assert nora.id in {one.id for one in (await staff.team(store, "telegram:1")).invitations}
    await registration.forget(store, (await people.meet(store, "telegram", "8", "en")).id)
    assert nora.id not in {one.id for one in (await staff.team(store, "telegram:1")).invitations}
    await staff.lose_moderator(store, mia.address, "telegram:1")
    clock.advance(INVITATION_LIFETIME + timedelta(minutes=1))
    found = await staff.team(store, "telegram:1")
    assert (found.moderators, found.invitations) == ([], [])
    async with store.reading() as work:
        noted = [entry.action for entry in await work.journal.about("moderator:telegram:7")]
    assert noted == ["dismissed"]


async def test_what_was_tried_in_vain_is_forgotten_with_the_person(store: Store) -> None:
    person = await people.meet(store, "telegram", "5", "en")
    async with store.writing() as work:
        attempts = await work.staff.attempts(person.id, Costly.CODES)
        for _ in range(LIMITS[Costly.CODES].many):
            attempts.fail(work.now)
    async with store.writing() as work:
        assert (await work.staff.attempts(person.id, Costly.CODES)).paused_until is not None
        kept = await work.people.by_id(person.id)
        assert kept is not None
        await work.erasing.person(kept)
    async with store.database.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM attempts"))).scalar() == 0


async def opened_by(store: Store, external_id: str, made_by: str = "telegram:1") -> Invitation:
    """A moderators' invitation that somebody has opened, and not followed yet."""
    invitation = await people.invite(store, "", made_by, StaffRole.MODERATORS)
    person = await people.meet(store, "telegram", external_id, "en")
    await people.open_invitation(store, person.id, invitation.token, "Mia")
    return invitation


async def may_join(store: Store, invitation: Invitation, external_id: str) -> bool:
    person = await people.meet(store, "telegram", external_id, "en")
    try:
        await staff.may_join_moderators(store, invitation.id, person.id)
    except InvitationInvalid:
        return False
    return True


async def test_whoever_was_taken_out_comes_back_by_no_earlier_invitation(store: Store, clock: Clock) -> None:
    first, second, others = [await opened_by(store, one) for one in ("7", "7", "8")]
    unopened = await people.invite(store, "", "telegram:1", StaffRole.MODERATORS)
    made = await people.invite(store, "", "telegram:7", StaffRole.MODERATORS)
    assert await may_join(store, second, "7")
    await staff.note_moderator(store, Moderator("telegram:7", "Mia"), first)
    assert not await may_join(store, second, "7")

    third = await opened_by(store, "7")
    clock.advance(minutes=1)
    await staff.lose_moderator(store, "telegram:7", "telegram:1")
    assert not await may_join(store, third, "7")
    assert await may_join(store, others, "8")
    mia, nora = [await people.meet(store, "telegram", one, "en") for one in ("7", "9")]
    for person, closed in ((mia, unopened), (mia, made), (nora, made)):
        with pytest.raises(InvitationInvalid):
            await people.open_invitation(store, person.id, closed.token, "Somebody")
    await people.open_invitation(store, nora.id, unopened.token, "Nora")

    clock.advance(minutes=1)
    assert await may_join(store, await opened_by(store, "7"), "7")


async def test_the_end_of_a_moderator_is_told_and_noted_once_and_of_nobody_else(store: Store) -> None:
    mia, nora = [await people.meet(store, "telegram", one, "en") for one in ("7", "9")]
    await staff.note_moderator(store, Moderator(mia.address, "Mia"))
    opened = await opened_by(store, "9")
    for address, by in ((mia.address, "telegram:1"), (mia.address, "telegram:2"), (nora.address, "telegram:1")):
        await staff.lose_moderator(store, address, by)
    assert await kinds_for(store, to_person(mia.id)) == [ModeratorDismissed]
    assert await kinds_for(store, to_person(nora.id)) == []
    assert not await may_join(store, opened, "9")
    async with store.reading() as work:
        ended = [await work.journal.about(f"moderator:{one.address}") for one in (mia, nora)]
    assert [[(one.actor, one.action) for one in each] for each in ended] == [[("telegram:1", "dismissed")], []]


async def test_whoever_left_by_themselves_may_open_another_one(store: Store, clock: Clock) -> None:
    kept, opened = await people.invite(store, "", "telegram:1", StaffRole.MODERATORS), await opened_by(store, "7")
    clock.advance(minutes=1)
    await staff.lose_moderator(store, "telegram:7", "telegram:7")
    assert not await may_join(store, opened, "7")
    mia = await people.meet(store, "telegram", "7", "en")
    await people.open_invitation(store, mia.id, kept.token, "Mia")


async def test_that_somebody_moderates_is_news_once(store: Store) -> None:
    for news in (True, False):
        async with store.writing() as work:
            assert await work.staff.note_moderator("telegram:7", "Mia") is news
