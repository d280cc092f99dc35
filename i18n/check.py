"""What the catalogues lack: `python -m i18n.check` prints one line a fault and fails if there is any.

Babel checks none of this. A translation that loses `{name}` fails when the text is shown; one that loses `</b>` is
refused by Telegram; one that is too long for its button is cut or refused.
"""

from __future__ import annotations

import gettext
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError

from i18n import SOURCE, catalogue
from i18n.catalogues import LIMITS, ROOT, TRANSLATED, extract, limit_of, read, sources, stray_marks, unseen_texts
from i18n.formats import JOINED

_COMMAND = re.compile(r"(?<![\w/<])/[a-z][a-z_]*")
_JOINED = re.compile(rf"\.({'|'.join(JOINED)})$")
_ENTRY = re.compile(r"^msgid ", re.MULTILINE)
_COUNTS = range(200)
_TYPOGRAPHY = {
    "fr": {
        r"[^\u202f][!?;]": "a narrow no-break space (U+202F) goes before it",
        r"[^\u00a0\d]:|«[^\u00a0]|[^\u00a0]»": "a no-break space (U+00A0) goes before : and inside « »",
        r"['\"“”]": "an apostrophe is ’, quotation marks are « »",
    },
    "nl": {
        r"['\"“”]": "quotation marks are ‘ ’",
        r"\s[!?;:]": "no space goes before it",
    },
}
"""What a translation must not have: pattern → the rule, by language."""
_SHOWN = 40


def faults_of_source(template: Catalog) -> Iterator[str]:
    """What is wrong with the English texts themselves."""
    for message in _messages(template):
        limit = limit_of(message.auto_comments)
        for text in _forms(message.id):
            for fault in (*_form_faults(text), *_naming_faults(text), *_length_faults(text, limit)):
                yield f"{SOURCE}: {_short(text)}: {fault}"


def faults_of(catalog: Catalog, template: Catalog, language: str) -> Iterator[str]:
    """What is wrong with a catalogue, measured by the texts in the code."""
    if catalog.plural_expr != Catalog(locale=language).plural_expr:
        yield f"{language}: the Plural-Forms of the header are not those of the language; run make texts"
    for message in _messages(template):
        translation = catalog.get(message.id, message.context)
        faults = ["is not in the catalogue; run make texts"]
        if translation is not None:
            faults = list(_translation_faults(message, translation, _forms_for_one(catalog), language))
        for fault in faults:
            yield f"{language}: {_short(_forms(message.id)[0])}: {fault}"
    unused = [message for message in _messages(catalog) if template.get(message.id, message.context) is None]
    for message in (*unused, *catalog.obsolete.values()):
        yield f"{language}: {_short(_forms(message.id)[0])}: is no longer in the code; run make texts"


def faults_of_file(path: Path, template: Catalog, language: str) -> Iterator[str]:
    """What is wrong with the catalogue stored at `path`."""
    try:
        catalog = read(path, language)
    except FileNotFoundError:
        yield f"{language}: there is no catalogue; run make texts"
        return
    except PoFileError as error:
        yield f"{language}: {path.name} cannot be read: {error}"
        return
    entries = len(_ENTRY.findall(path.read_text(encoding="utf-8"))) - 1
    if entries > len(catalog):
        yield f"{language}: {entries - len(catalog)} texts stand in {path.name} twice; run make texts"
    yield from faults_of(catalog, template, language)


def faults(root: Path) -> Iterator[str]:
    """Everything that is wrong with the texts and their translations."""
    for path in sources(root):
        for line, fault in (*stray_marks(path), *unseen_texts(path)):
            yield f"{path.relative_to(root)}:{line}: {fault}"
    template = extract(root)
    yield from faults_of_source(template)
    for language in TRANSLATED:
        yield from faults_of_file(catalogue(language), template, language)


def _translation_faults(source: Message, translation: Message, for_one: set[int], language: str) -> Iterator[str]:
    """`for_one`: the plural forms that stand for 1 alone, in which a text may do without its number."""
    texts = _forms(translation.string)
    if not all(texts):
        yield "is not translated" if not any(texts) else "lacks a plural form"
        return
    if translation.fuzzy:
        yield "is fuzzy: check the translation and remove the mark"
    originals = _forms(source.id)
    limit = limit_of(source.auto_comments)
    for form, text in enumerate(texts):
        models = originals if form in for_one else originals[-1:]
        yield from _form_faults(text)
        yield from _length_faults(text, limit)
        yield from _difference(models, text)
        yield from _typography_faults(text, language)


def _form_faults(text: str) -> Iterator[str]:
    """What is wrong with a text, whatever it translates."""
    try:
        _fields(text)
    except ValueError as error:
        yield f"{_short(text)} is no valid format: {error}"
    if fault := _Tags.of(text).fault:
        yield f"{_short(text)} {fault}"


def _naming_faults(text: str) -> Iterator[str]:
    with suppress(ValueError):
        if any(not re.match(r"[a-z_]", field) for field in _fields(text)):
            yield "values are put in by name, as {name}: translators must be able to move them"


def _length_faults(text: str, limit: int | None) -> Iterator[str]:
    length = len(_Tags.of(text).plain)
    if limit is not None and length > limit:
        mark = next(mark for mark, characters in LIMITS.items() if characters == limit)
        yield f"{_short(text)} has {length} characters, a {mark} may have {limit}"


def _difference(models: Sequence[str], text: str) -> Iterator[str]:
    """In what a translation differs from every one of its models though it must not."""
    for what, trait in _TRAITS.items():
        try:
            expected, found = [trait(model) for model in models], trait(text)
        except ValueError:
            continue
        if found not in expected:
            yield f"{_short(text)} has not the same {what}: {_named(expected[-1])} became {_named(found)}"


def _typography_faults(text: str, language: str) -> Iterator[str]:
    """What a printer of the language would not let pass; a common space lets a line begin with an exclamation mark."""
    plain = _Tags.of(text).plain
    for pattern, rule in _TYPOGRAPHY.get(language, {}).items():
        if found := re.search(pattern, plain):
            yield f"{_short(text)} has “{found[0]}”: {rule}"


def _fields(text: str) -> set[str]:
    """The placeholders, with their conversions and formats, however a date is joined to what stands before it. Raises
    ValueError for a stray brace.
    """
    return {
        _JOINED.sub("", name) + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _literal, name, spec, conversion in Formatter().parse(text)
        if name is not None
    }


class _Tags(HTMLParser):
    """The tags of a text in Telegram's HTML, and the text without them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: Counter[str] = Counter()
        self.open: list[str] = []
        self.plain = ""
        self.fault = ""

    @classmethod
    def of(cls, text: str) -> _Tags:
        parser = cls()
        parser.feed(text)
        parser.close()
        if parser.open and not parser.fault:
            parser.fault = f"does not close <{parser.open[-1]}>"
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[self.get_starttag_text() or tag] += 1
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.seen[f"</{tag}>"] += 1
        if not self.open or self.open.pop() != tag:
            self.fault = self.fault or f"closes </{tag}> where it is not the last opened"

    def handle_data(self, data: str) -> None:
        self.plain += data


def _tags(text: str) -> list[str]:
    return sorted(_Tags.of(text).seen.elements())


def _commands(text: str) -> set[str]:
    return set(_COMMAND.findall(_Tags.of(text).plain))


def _outer_space(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _lines(text: str) -> str:
    return "".join("—" if line.strip() else "·" for line in text.split("\n"))


_TRAITS = {
    "placeholders": _fields,
    "tags": _tags,
    "commands": _commands,
    "space at its ends": _outer_space,
    "lines": _lines,
}


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text or ""] if isinstance(text, str) or text is None else [form or "" for form in text]


def _forms_for_one(catalog: Catalog) -> set[int]:
    form_of = gettext.c2py(catalog.plural_expr)
    counts: dict[int, set[int]] = {}
    for n in _COUNTS:
        counts.setdefault(form_of(n), set()).add(n)
    return {form for form, members in counts.items() if members == {1}}


def _named(trait: object) -> str:
    if isinstance(trait, set | list):
        return " ".join(sorted(trait)) or "none"
    return str(trait)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) <= 60 else line[:59] + '…'}”"


def main(root: Path = ROOT) -> int:
    """Print what is wrong, one line each."""
    found = list(faults(root))
    for fault in found[:_SHOWN]:
        sys.stdout.write(fault + "\n")
    if len(found) > _SHOWN:
        sys.stdout.write(f"… and {len(found) - _SHOWN} more\n")
    if not found:
        sys.stdout.write(f"{len(extract(root))} texts in {', '.join((SOURCE, *TRANSLATED))}: complete\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
