"""Nobody decides about themselves, also not in the moderators' chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from domain.errors import OwnCase
from domain.helper import HelperStatus
from domain.identity import IdentityCheck, Reason, Side
from services import review, sanctions
from services.moderator import Moderator
from storage.unit_of_work import Store
from tests.services.seeds import seed_helper

MO = Moderator("telegram:1000001", "Mo")


async def account_of(store: Store, helper_id: int) -> Moderator:
    """Somebody as whom they are in the moderators' chat."""
    async with store.reading() as work:
        person = await work.people.by_id(helper_id)
    assert person is not None
    return Moderator(f"{person.app}:{person.external_id}", "Zoé")


async def test_a_moderator_does_not_decide_on_their_own_identity(store: Store) -> None:
    zoe = await seed_helper(store, status=HelperStatus.APPLIED)
    herself = await account_of(store, zoe)
    async with store.writing() as work:
        helper = await work.helpers.get(zoe)
        assert helper is not None
        check = IdentityCheck.start(zoe, work.now)
        check.add(Side.CARD, "card", "11", work.now)
        check.add(Side.NOTE, "note", "12", work.now)
        check.submit(helper, work.now)
        work.identity.add(check)
    deeds: list[Callable[[], Awaitable[object]]] = [
        lambda: review.claim(store, check.id, herself),
        lambda: review.approve(store, check.id, herself),
        lambda: review.reject(store, check.id, herself, Reason.OTHER),
        lambda: review.ask_again(store, check.id, herself, Reason.UNREADABLE),
    ]
    for deed in deeds:
        with pytest.raises(OwnCase):
            await deed()
    assert (await review.reject(store, check.id, MO, Reason.OTHER)).decided_by == MO.address


async def test_a_suspended_moderator_does_not_reinstate_themselves(store: Store) -> None:
    zoe = await seed_helper(store)
    herself = await account_of(store, zoe)
    await sanctions.suspend(store, zoe, MO, "conduct")
    with pytest.raises(OwnCase):
        await sanctions.reinstate(store, zoe, herself)
    assert (await sanctions.reinstate(store, zoe, MO)).status is HelperStatus.VALIDATED
