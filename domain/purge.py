"""Messages with identity pictures that are to be deleted: when it is tried again, and when only people can."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

DELETABLE_FOR = timedelta(hours=48)  # so long after it was sent, Telegram lets a bot delete a message
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 5, 10, 20, 40, 60))  # the last one again and again
TOLD_AFTER = 3
"""So many failures may pass by themselves; after as many, the moderators hear of it."""


@dataclass(eq=False, kw_only=True)
class Purge:
    """One message that is to go, until it is gone. `until`: no bot can delete it after that. `why`: a code, of the last
    failure. `due_at`: when it is tried again; None once only people can delete it, since `by_hand_at`.
    """

    check_id: int
    recipient: str
    chat: str
    message: str
    until: datetime
    due_at: datetime | None
    tries: int = 0
    why: str = ""
    told_at: datetime | None = None
    by_hand_at: datetime | None = None
    id: int = 0

    @classmethod
    def start(
        cls, check_id: int, recipient: str, chat: str, message: str, *, sent_at: datetime, now: datetime
    ) -> Purge:
        """A message that is about to be deleted for the first time."""
        until = max(now, sent_at + DELETABLE_FOR)
        return cls(
            check_id=check_id, recipient=recipient, chat=chat, message=message, until=until, due_at=now + PAUSES[0]
        )

    def put_off(self, now: datetime) -> None:
        """It is being tried now; should nobody hear what came of it, it is tried again after a while."""
        self.due_at = now + PAUSES[min(self.tries, len(PAUSES) - 1)]

    def fail(self, why: str, now: datetime, *, for_good: bool = False) -> None:
        """It could not be deleted. `for_good`: the app will never let the bot delete it."""
        self.tries, self.why = self.tries + 1, why
        if for_good or now >= self.until:
            self.give_up(now)
        else:
            self.put_off(now)

    def give_up(self, now: datetime) -> None:
        """Leave it to people."""
        self.due_at, self.by_hand_at = None, self.by_hand_at or now

    @property
    def is_hopeless(self) -> bool:
        """Whether no bot can delete it any more."""
        return self.by_hand_at is not None

    @property
    def is_failing(self) -> bool:
        """Whether it has been tried in vain."""
        return self.tries > 0 or self.by_hand_at is not None

    @property
    def is_to_be_told(self) -> bool:
        """Whether people should hear of it, and have not."""
        return self.told_at is None and (self.by_hand_at is not None or self.tries >= TOLD_AFTER)
