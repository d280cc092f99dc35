"""How data are protected, and where they go outside Europe: parts of the record of processing."""

from __future__ import annotations

from i18n import _


def transfers(servers: str, geocoder: str | None) -> list[str]:
    """To third countries, as far as is known. What the organisation has chosen itself, it alone knows."""
    found = [
        _(
            "Telegram ({servers}): by its privacy policy, data of whoever signed up in the European Economic Area or"
            " the United Kingdom lies in data centres in the Netherlands, and may be shared with companies of the group"
            " in the British Virgin Islands and Dubai, on the European Commission's standard contractual clauses. Of"
            " Switzerland and other countries it says nothing."
        ).format(servers=servers),
        _(
            "Chats with bots and in groups have no end-to-end encryption: Telegram could read what is written there,"
            " identity pictures included. Tell people before they agree, and ask a lawyer whether it is enough."
        ),
    ]
    if geocoder is not None:
        found.append(_("Addresses go to {server}: in which country it stands, please add.").format(server=geocoder))
    found.append(_("In which countries the bot's server, its database and the backups stand, please add."))
    return found


def measures() -> list[str]:
    """What the bot itself does."""
    return [
        _(
            "Names, phone numbers, addresses, exact places and free text are encrypted in the database (AES-GCM); the"
            " key is kept apart. Phone numbers are found by a keyed hash; places for the search are rounded to 100 m."
        ),
        _(
            "Who may do what is one table, looked up anew at each tap; whoever is dismissed or suspended loses it at"
            " once."
        ),
        _("To delete a caller's file, or hand it out, takes two people."),
        _("Who saw or did what is in a journal whose entries are sealed one to the next: main.py journal verify."),
        _("Identity pictures are never stored, and are deleted in the chats with the decision, within two days."),
        _("Time erases what is not needed any more, by the periods in this record; /retention shows it."),
        _("Logs and journal hold no names, numbers, addresses or texts; offers on a lock screen say nothing personal."),
        _("Invitations of staff work once and expire; codes tried in vain and floods of messages are limited."),
        _("Left to you: two-step verification and screen locks of staff, the key, backups, access to the server."),
    ]
