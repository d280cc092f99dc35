"""With what somebody wants to help, and in which languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.choices import Choices
from bot.flow import Data
from domain.network import INTERFACE_LANGUAGES, KINDS, LANGUAGES
from i18n import _, use_language
from i18n.formats import language_name


class KindsQuestion(Choices, state="kinds"):
    """Kinds of help."""

    key = "kinds"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        return _("<b>How would you like to help?</b> Tap everything that suits you, then “Done”.")

    def options(self, data: Data) -> Mapping[str, str]:
        """Kinds with their icons."""
        return {kind.code: f"{kind.icon} {_(kind.name)}" for kind in KINDS.values()}

    def meanings(self, data: Data) -> Mapping[str, Iterable[str]]:
        """The names in every language of the bot."""
        meanings = {code: [kind.name] for code, kind in KINDS.items()}
        for language in INTERFACE_LANGUAGES:
            with use_language(language):
                for code, kind in KINDS.items():
                    meanings[code].append(_(kind.name))
        return meanings


class SpokenQuestion(Choices, state="spoken"):
    """Spoken languages; the one that the bot writes in is ticked already."""

    key = "spoken"

    def text(self, data: Data) -> str:
        """The question."""
        return _("<b>Which languages do you speak</b> well enough to help somebody? Tap them, then “Done”.")

    def options(self, data: Data) -> Mapping[str, str]:
        """Languages by their own names."""
        return {code: language.name for code, language in LANGUAGES.items()}

    def meanings(self, data: Data) -> Mapping[str, Iterable[str]]:
        """Their names in the person's language too."""
        return {code: [name, language_name(code)] for code, name in self.options(data).items()}
