"""Groups: who is in them and with which rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sandbox.accounts import Account
from sandbox.chats import DEFAULT_RIGHTS, Chat, Member
from sandbox.view import Message, messages_of
from sandbox.wire import Json
from sandbox.world import World

Rights = Mapping[str, bool] | Iterable[str] | None


class Group:
    """A group or supergroup. Its id changes when it becomes a supergroup."""

    def __init__(self, world: World, chat: Chat, owner: Account) -> None:
        self.world = world
        self.chat = chat
        self.owner = owner
        chat.members[owner.id] = Member(owner, "creator")

    @property
    def id(self) -> int:
        """The chat id that bots use."""
        return self.chat.id

    @property
    def title(self) -> str:
        """Its name."""
        return self.chat.title

    @property
    def members(self) -> list[Account]:
        """Who is in it now."""
        return [member.account for member in self.chat.members.values() if member.present]

    @property
    def messages(self) -> list[Message]:
        """What stands in it now, oldest first."""
        return messages_of(self.chat)

    def add(
        self,
        account: Account,
        *,
        administrator: bool = False,
        rights: Rights = None,
        anonymous: bool = False,
        title: str | None = None,
    ) -> None:
        """Let somebody in, at once as `administrator` if so. `rights` as in `promote`."""
        status = "administrator" if administrator or rights is not None else "member"
        granted = _granted(rights) if status == "administrator" else frozenset()
        join(
            self.world,
            self.chat,
            account,
            by=self.owner,
            member=Member(account, status, granted, anonymous or _anonymous(rights), title),
        )

    def promote(
        self, account: Account, rights: Rights = None, *, anonymous: bool = False, title: str | None = None
    ) -> None:
        """Make somebody an administrator.

        `rights`: exactly these, as names or as a mapping whose true ones count; None: all but promoting others.
        """
        member = self._member(account)
        anonymous = anonymous or _anonymous(rights)
        self._change(
            member, replace(member, status="administrator", rights=_granted(rights), anonymous=anonymous, title=title)
        )

    def demote(self, account: Account) -> None:
        """Make an administrator a plain member."""
        self._change(self._member(account), Member(account))

    def remove(self, account: Account) -> None:
        """Throw somebody out, so that they can't come back by themselves."""
        self._member(account)
        leave(self.world, self.chat, account, by=self.owner, status="kicked")

    def become_supergroup(self) -> None:
        """What Telegram does to groups that grow: a new chat id, and two service messages."""
        old = self.chat
        if old.supergroup:
            raise AssertionError(f"{old.title} is a supergroup already")
        new = self.world.new_group(old.title, supergroup=True, forum=False)
        new.members, old.members = old.members, dict(old.members)
        new.former = old
        self.world.service(old, self.owner, migrate_to_chat_id=new.id)
        old.moved_to = new.id
        self.chat = new
        self.world.service(new, self.owner, migrate_from_chat_id=old.id)
        old.changed()

    def open_topic(self, name: str) -> int:
        """A new topic, opened by the owner. Returns its id."""
        if not self.chat.forum:
            raise AssertionError(f"{self.title} is no forum")
        entry = self.world.service(
            self.chat,
            self.owner,
            forum_topic_created={"name": name, "icon_color": 0x6FB9F0},
            is_topic_message=True,
        )
        self.chat.topics[entry.message_id] = {"message_thread_id": entry.message_id, "name": name}
        return entry.message_id

    def _member(self, account: Account) -> Member:
        member = self.chat.member(account.id)
        if member is None or not member.present:
            raise AssertionError(f"{account.name} isn't in {self.title}")
        return member

    def _change(self, old: Member, new: Member) -> None:
        _change(self.world, self.chat, old, new, by=self.owner)


def join(
    world: World,
    chat: Chat,
    account: Account,
    *,
    by: Account,
    member: Member | None = None,
    link: Json | None = None,
) -> None:
    """Let somebody into the chat, by an invitation `link` if so; a service message tells of it.

    Raises AssertionError for those thrown out.
    """
    old = world.member(chat, account)
    if old.present:
        raise AssertionError(f"{account.name} is in {chat.title} already")
    if old.status == "kicked" and by is account:
        raise AssertionError(f"{account.name} was thrown out of {chat.title}")
    new = member or Member(account, link=link["invite_link"] if link else None)
    _change(world, chat, old, new, by=by, link=link)
    world.service(chat, by, new_chat_members=[account.user()])


def leave(world: World, chat: Chat, account: Account, *, by: Account, status: str) -> None:
    """Take somebody out of the chat: `status` left or kicked."""
    old = world.member(chat, account)
    if not old.present:
        raise AssertionError(f"{account.name} isn't in {chat.title}")
    _change(world, chat, old, Member(account, status), by=by)
    world.service(chat, by, left_chat_member=account.user())


def _change(world: World, chat: Chat, old: Member, new: Member, *, by: Account, link: Json | None = None) -> None:
    chat.members[new.account.id] = new
    supergroup = chat.supergroup
    world.tell_member_changed(chat, by, old.wire(supergroup=supergroup), new.wire(supergroup=supergroup), link)


def _granted(rights: Rights) -> frozenset[str]:
    if rights is None:
        return DEFAULT_RIGHTS
    names = [name for name, given in rights.items() if given] if isinstance(rights, Mapping) else rights
    return frozenset({*names, "can_manage_chat"}) - {"is_anonymous"}


def _anonymous(rights: Rights) -> bool:
    return isinstance(rights, Mapping) and bool(rights.get("is_anonymous"))
