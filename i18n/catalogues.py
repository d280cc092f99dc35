"""The texts in the code, and the catalogues that translate them.

`python -m i18n.catalogues` (`make texts`) extracts the texts and brings every catalogue up to date: new texts stand in
it untranslated, changed ones with the old translation marked fuzzy, those no longer used are dropped.

A comment on the line above a text says where it is shown, and thereby how long it and its translations may be:

    # button
    InlineKeyboardButton(text=_("Accept"), …)

`# button: says yes to a mission` tells the translators more; `# Translators: …` speaks to them without a limit.
"""

from __future__ import annotations

import ast
import re
import sys
import tokenize
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from i18n import LANGUAGES, SOURCE, catalogue

ROOT = Path(__file__).parent.parent
ROOMS = ("domain", "services", "places", "storage", "i18n", "bot", "handlers")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE)

LIMITS = {
    "button": 40,
    "alert": 200,
    "command": 256,
    "bot name": 64,
    "bot short description": 120,
    "bot description": 512,
    "caption": 1024,
}
"""Characters, by the comment above a text: Telegram's own limits, but for buttons, which a small screen cuts."""

_MARK = re.compile(rf"#\s*(?P<mark>{'|'.join(LIMITS)})\s*(?::|$)")
_COMMENT_TAGS = (*LIMITS, "Translators:")
_NOISE = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By):'
    r"|# \|"  # as Babel reads and writes what a text was before it changed: known long since
)


def sources(root: Path = ROOT) -> list[Path]:
    """The files whose texts people read."""
    return sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))


def extract(root: Path = ROOT) -> Catalog:
    """All texts in the code, untranslated, with the comments above them."""
    template = Catalog(project="solidarity-bot", version="1", fuzzy=False)
    for path in sources(root):
        for line, message, comments, context in extract_from_file("python", path, KEYWORDS, _COMMENT_TAGS):
            location = (path.relative_to(root).as_posix(), line)
            template.add(message, None, [location], auto_comments=comments, context=context)
    return template


def unseen_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Texts inside f-strings, which Babel passes over, so that nobody would ever translate them: line, and why."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for part in ast.walk(node) if isinstance(node, ast.JoinedStr) else ():
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in KEYWORDS:
                text = part.args[0] if part.args else None
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield part.lineno, f"“{text.value}” stands inside an f-string; give it a name on a line above"


def stray_marks(path: Path) -> Iterator[tuple[int, str]]:
    """Comments that are meant to mark a text but don't: line, and what is wrong with it."""
    marked: set[int] = set()
    for line, _message, comments, _context in extract_from_file("python", path, KEYWORDS, _COMMENT_TAGS):
        if comments:
            marked.update(range(line - len(comments) - 1, line))
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type != tokenize.COMMENT or not _MARK.match(token.string):
                continue
            if token.line.strip() != token.string.strip():
                yield token.start[0], f"“{token.string}” stands beside a text; it belongs on the line above"
            elif token.start[0] not in marked:
                yield token.start[0], f"“{token.string}” marks nothing: the text must begin on the next line"


def limit_of(comments: list[str]) -> int | None:
    """The most characters that a text with these comments may have; None for no limit of its own."""
    marks = [match["mark"] for comment in comments if (match := _MARK.match(f"# {comment}"))]
    return min((LIMITS[mark] for mark in marks), default=None)


def read(path: Path, language: str) -> Catalog:
    """A catalogue as it is stored. Raises PoFileError for one that cannot be understood."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def updated(template: Catalog, path: Path, language: str) -> Catalog:
    """The catalogue at `path`, or an empty one, with exactly the texts of the template."""
    catalog = read(path, language) if path.exists() else Catalog(locale=language)
    catalog.project, catalog.version, catalog.fuzzy = template.project, template.version, False
    catalog.header_comment = f"# {Locale(language).get_display_name('en')} texts of the solidarity bot"
    catalog.update(template)
    return catalog


def write(catalog: Catalog, path: Path) -> None:
    """Store a catalogue, without what would change although no text did: line numbers, dates, versions."""
    buffer = BytesIO()
    write_po(
        buffer, catalog, width=0, sort_by_file=True, ignore_obsolete=True, include_previous=True, include_lineno=False
    )
    lines = buffer.getvalue().decode().strip().splitlines()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(line for line in lines if not _NOISE.match(line)) + "\n", encoding="utf-8")


def main(root: Path = ROOT) -> None:
    """Bring all catalogues up to date, and say what is left to translate."""
    template = extract(root)
    for language in TRANSLATED:
        path = catalogue(language)
        catalog = updated(template, path, language)
        write(catalog, path)
        fuzzy = sum(message.fuzzy for message in catalog if message.id)
        missing = sum(not all(_strings(message.string)) for message in catalog if message.id)
        state = f"{missing} untranslated, {fuzzy} fuzzy" if missing or fuzzy else "complete"
        sys.stdout.write(f"{path.relative_to(root)}: {len(catalog)} texts, {state}\n")


def _strings(string: object) -> tuple[object, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (string,)


if __name__ == "__main__":
    main()
