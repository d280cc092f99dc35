"""A caller who asks gets all that is stored about them, and of others no more than first names."""

from __future__ import annotations

from domain.approval import Deed
from domain.recurrence import Every, Recurrence
from services import approvals, desk, incidents, missions, safety
from services.incidents import Report
from storage import tables
from storage.caller_record import CALLER_PARTS, DEEDS_NOT_TOLD_TO_CALLERS, DEEDS_TOLD, NOT_TOLD_TO_CALLERS
from storage.unit_of_work import Store
from tests.deeds import deeds
from tests.services.seeds import a_draft, seed_helper, seed_operator
from tests.services.test_approvals import person


def test_every_column_about_callers_is_handed_over_or_there_is_a_reason() -> None:
    told: dict[str, set[str]] = {}
    for part in CALLER_PARTS:
        told.setdefault(part.table.name, set()).update(part.columns.split())
    for table in tables.metadata.sorted_tables:
        columns = {column.name for column in table.columns}
        withheld = set(NOT_TOLD_TO_CALLERS.get(table.name, {}))
        known = told.get(table.name, set()) | withheld
        if not known and table.name not in {"helpees", "missions"} and columns.isdisjoint({"helpee_id", "mission_id"}):
            continue
        assert known == columns, (
            f"{table.name}.{', '.join(sorted(columns ^ known))}: say in storage/caller_record.py whether callers get "
            "it who ask what is stored about them: in a part, or in NOT_TOLD_TO_CALLERS with the reason."
        )
        assert not told.get(table.name, set()) & withheld, table.name


def test_of_every_deed_about_a_caller_it_is_said_whether_they_are_told() -> None:
    decided = {*DEEDS_TOLD, *DEEDS_NOT_TOLD_TO_CALLERS}
    assert deeds("helpee:") == decided, "say in storage/caller_record.py whether callers are told of it"
    assert len(DEEDS_TOLD) + len(DEEDS_NOT_TOLD_TO_CALLERS) == len(decided)


async def test_what_is_handed_over_has_all_of_it_and_no_other_family_name(store: Store) -> None:
    olive, oscar = [await person(store, await seed_operator(store)) for _ in range(2)]
    zoe, tom = await seed_helper(store, name="Zoé Secrète"), await seed_helper(store, name="Tom Secret")
    draft = a_draft(store)
    daily = Recurrence(Every.DAY, draft.starts_at.time(), draft.ends_at.time())
    mission = await desk.publish(store, olive.id, a_draft(store, recurrence=daily))
    await missions.accept(store, mission.id, zoe)
    await safety.let_listen(store, olive.id, mission.id)
    await incidents.report(store, olive.id, Report("k", mission.id, "money", "She asked for money", helper_id=zoe))
    await missions.accept(store, mission.id, tom)
    asked = await approvals.ask(store, olive.id, Deed.EXPORT_CALLER, mission.helpee.id)
    await approvals.confirm(store, asked.id, oscar, administrator=False)
    rows = (await approvals.take(store, asked.id, olive)).rows
    (caller,), (told,) = rows["caller"], rows["missions"]
    assert (caller["phone"], caller["answers"]) == (mission.helpee.phone, False)
    async with store.reading() as work:
        kept = await desk.get(work, mission.id)
    assert (told["code_word"], told["recurrence"]) == (kept.code_word, daily)
    assert {one["helper"] for one in rows["helpers_who_had_them"]} == {"Zoé", "Tom"}
    assert not rows["helpers_known"]  # nobody has finished anything for them yet
    assert [one["concern"] for one in rows["concerns_raised_for_them"]] == ["money"]
    assert "asked for money" not in str(rows)
    assert [one["deed"] for one in rows["asked_about_them"]] == [Deed.EXPORT_CALLER]
    assert "exported" in {one["action"] for one in rows["journal"]}
    assert "Secr" not in str(rows)
