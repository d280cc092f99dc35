"""Rules that a person broke and can do something about. Texts for them are in `bot/texts.py`."""

from datetime import timedelta


class RuleBroken(Exception):
    """Something that is not allowed now. Each kind is answered with a text of its own."""


class NotFound(RuleBroken):
    """No such mission, helper or request, or none that this person may know of."""


class NotAllowed(RuleBroken):
    """The person has not the role for this."""


class CommandForwarded(RuleBroken):
    """The command is a forwarded message: somebody else has written it."""


class NotRegistered(RuleBroken):
    """The person has not applied as a helper yet."""


class NotValidated(RuleBroken):
    """The helper's identity is not validated (yet)."""


class Suspended(RuleBroken):
    """The helper is suspended."""


class Banned(Suspended):
    """The helper is suspended for good."""


class NotSuspended(RuleBroken):
    """There is nothing to lift: the helper is neither suspended nor banned."""


class IncidentTaken(RuleBroken):
    """Another moderator (`by`) sees to this incident."""

    def __init__(self, by: str) -> None:
        super().__init__("taken")
        self.by = by


class IncidentClosed(RuleBroken):
    """The incident is closed, by whom (`by`)."""

    def __init__(self, by: str) -> None:
        super().__init__("closed")
        self.by = by


class AlreadyNamed(RuleBroken):
    """Another moderator has already said which helper an incident is about."""


class StillApart(RuleBroken):
    """Another incident about the same two is open (`incident_id`), and keeps them apart."""

    def __init__(self, incident_id: int) -> None:
        super().__init__(incident_id)
        self.incident_id = incident_id


class NotOffered(RuleBroken):
    """The mission is not one that this helper may take; `reason` is a `matching.Exclusion`."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class AlreadyTaken(RuleBroken):
    """Somebody else has the mission."""


class AlreadyYours(RuleBroken):
    """The helper has accepted this mission already."""


class NotYours(RuleBroken):
    """The mission is in other hands."""


class HeardFrom(RuleBroken):
    """The helper who has this mission has answered, or was not asked often enough yet."""


class MissionClosed(RuleBroken):
    """The mission is completed, cancelled or expired."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class StillLookedInto(RuleBroken):
    """Incidents about this helper are not closed: `numbers`."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        super().__init__()
        self.numbers = numbers


class MissionHeld(RuleBroken):
    """Nobody is asked for this mission before its operator has phoned the caller."""


class MissionActive(RuleBroken):
    """Something is still to happen with the mission: it is cancelled or completed first."""


class MissionErased(RuleBroken):
    """What was personal about the mission is not kept any more."""


class TooManyMissions(RuleBroken):
    """The helper has as many active missions as the network allows at once."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class MissionTaken(RuleBroken):
    """Not possible while a helper is on it; release or cancel first."""


class TooLateToRelease(RuleBroken):
    """The mission's time is over: nobody else can be asked, and whoever has it says how it went."""


class AlreadyDecided(RuleBroken):
    """The identity check has been decided by somebody else first."""

    def __init__(self, by: str) -> None:
        super().__init__("decided")
        self.by = by


class ClaimedByOther(RuleBroken):
    """Another moderator is looking at this identity check."""

    def __init__(self, by: str) -> None:
        super().__init__("claimed")
        self.by = by


class PicturesMissing(RuleBroken):
    """The identity check lacks a picture."""


class TooManyChecks(RuleBroken):
    """Too many identity checks of this person failed lately. `talking`: a moderator is to talk to them."""

    def __init__(self, *, talking: bool) -> None:
        super().__init__(talking)
        self.talking = talking


class SamePicture(RuleBroken):
    """The same picture was sent for both sides of an identity check."""


class AlreadyApplied(RuleBroken):
    """The helper's application is being looked at, or was accepted."""


class ChatInUse(RuleBroken):
    """The group is the staff chat of another role already (`role`)."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role


class InvitationInvalid(RuleBroken):
    """The invitation is unknown, used or too old."""


class TooOften(RuleBroken):
    """Something was tried too often; it can be again after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too often")
        self.wait = wait


class OwnCase(RuleBroken):
    """It is about whoever wants to decide it: a colleague has to."""


class EnoughHeard(RuleBroken):
    """The moderators have so many concerns from this person that words are not passed on: they are to call, where they
    are (`country`). What else was said is heard as part of the incident with this number; None: nothing of it is.
    """

    def __init__(self, country: str, incident_id: int | None = None) -> None:
        super().__init__("enough heard")
        self.country = country
        self.incident_id = incident_id


class ForColleague(RuleBroken):
    """An operator has nothing to do with this caller: a colleague sees to it. It does not say why."""


class NotStarted(RuleBroken):
    """Whoever may do it has never written to the bot, or blocked it: what they want to see can't be sent to them."""


class SecondPersonNeeded(RuleBroken):
    """Whoever asks for it can't confirm it too: somebody else has to."""


class ApprovalClosed(RuleBroken):
    """What was to be confirmed is settled, or its time is over."""


class HeldForIncident(RuleBroken):
    """A concern about it is being looked into, or was lately: what is known is kept until then."""


class AmountOutOfRange(RuleBroken):
    """A sum of money that is negative or absurdly large."""
