"""The way of a text from the code into the catalogues, and what the checker finds in bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

import i18n
from i18n import LANGUAGES, catalogues, check

Translation = str | tuple[str, ...] | None
Text = str | tuple[str, str]


def template_of(text: Text, *comments: str) -> Catalog:
    template = Catalog()
    template.add(text, auto_comments=comments)
    return template


def faults(text: Text, translation: Translation, *comments: str, language: str = "fr") -> list[str]:
    """What the checker says of one translation."""
    template = template_of(text, *comments)
    catalog = Catalog(locale=language, fuzzy=False)
    catalog.add(text, translation)
    return list(check.faults_of(catalog, template, language))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An empty house to write code into."""
    (tmp_path / "bot").mkdir()
    return tmp_path


def write_code(house: Path, code: str) -> None:
    (house / "bot" / "cards.py").write_text(code, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Thank you", "Merci"),
        ("Hello {name}, {n} left", "{n} restants, bonjour {name} {name}"),
        ("<b>{name}</b>\n\nUse /accept {n}.", "Utilisez /accept {n}.\n\n<b>{name}</b>"),
        ('<a href="{url}">Here</a> &lt;3', '<a href="{url}">Ici</a> &lt;3'),
        (("One day", "{n} days"), ("{n} jour", "{n} jours")),
        ("5 km/h and/or more", "5 km/h et/ou plus"),
    ],
)
def test_good_translations_pass(text: Text, translation: Translation) -> None:
    assert faults(text, translation) == []


@pytest.mark.parametrize(
    ("language", "translation", "fault"),
    [
        ("fr", "Merci !", "U+202F"),
        ("fr", "Merci\u00a0!", "U+202F"),
        ("fr", "Une photo; une autre", "U+202F"),
        ("fr", "Ticket : 5", "U+00A0"),
        ("fr", "Touchez « Passer\u00a0»", "U+00A0"),
        ("fr", "Touchez «\u00a0Passer »", "U+00A0"),
        ("fr", "C'est bien", "apostrophe"),
        ("nl", "Tik op “Overslaan”", "quotation marks"),
        ("nl", "Dank u !", "no space"),
    ],
)
def test_a_translation_is_set_as_its_language_is(language: str, translation: str, fault: str) -> None:
    assert fault in " ".join(faults("A text", translation, language=language))


@pytest.mark.parametrize(
    ("language", "translation"),
    [
        ("fr", "Merci\u202f! C’est <b>bien\u00a0:</b> «\u00a0Passer\u00a0», à 14:00."),
        ("nl", "’s Avonds tikt u op ‘Overslaan’: dank u!"),
    ],
)
def test_a_well_set_translation_passes(language: str, translation: str) -> None:
    text = "Thank you. It is <b>well:</b> “Skip”" if language == "fr" else "Thank you"
    assert faults(text, translation, language=language) == []


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Thank you", "", "is not translated"),
        (("{n} day", "{n} days"), ("{n} jour", ""), "lacks a plural form"),
        ("Hello {name}", "Bonjour", "not the same placeholders: name became none"),
        ("Hello {name}", "Bonjour {nom}", "not the same placeholders: name became nom"),
        ("Hello {name}", "Bonjour {name", "is no valid format"),
        ("At {t:%H}", "À {t}", "not the same placeholders: t:%H became t"),
        ("<b>Hello</b>", "Bonjour", "not the same tags: </b> <b> became none"),
        ("<b>Hello</b>", "<i>Bonjour</i>", "not the same tags"),
        ("<b>Hello</b> you", "<b>Bonjour", "does not close <b>"),
        ("<b><i>Hello</i></b>", "<b><i>Bonjour</b></i>", "where it is not the last opened"),
        ("Send /accept", "Envoyez /accepter", "not the same commands: /accept became /accepter"),
        ("Name: ", "Nom :", "not the same space at its ends"),
        ("\nName", "Nom", "not the same space at its ends"),
        ("One\n\nTwo", "Un\nDeux", "not the same lines"),
    ],
)
def test_bad_translations_are_named(text: Text, translation: Translation, fault: str) -> None:
    found = faults(text, translation)
    assert any(fault in line for line in found), found
    assert all(line.startswith("fr: “") for line in found)


def test_a_number_may_be_left_out_only_where_it_is_one() -> None:
    text = ("One day", "{n} days")
    assert faults(text, ("Eén dag", "{n} dagen"), language="nl") == []
    assert faults(text, ("{n} dag", "{n} dagen"), language="nl") == []
    (fault,) = faults(text, ("Un jour", "{n} jours"), language="fr")
    assert "not the same placeholders" in fault


@pytest.mark.parametrize("mark", catalogues.LIMITS)
def test_lengths_are_limited_by_the_comment(mark: str) -> None:
    limit = catalogues.LIMITS[mark]
    assert faults("x", "y" * limit, mark) == []
    (fault,) = faults("x", "y" * (limit + 1), f"{mark}: with an explanation")
    assert f"has {limit + 1} characters, a {mark} may have {limit}" in fault
    assert faults("x", "y" * (limit + 1)) == []


def test_the_narrowest_limit_counts_and_tags_do_not() -> None:
    assert catalogues.limit_of(["alert", "button"]) == 40
    assert catalogues.limit_of(["buttons have no limit of their own"]) is None
    assert faults("<b>x</b>", f"<b>{'y' * 40}</b>", "button") == []


def test_fuzzy_translations_are_named() -> None:
    catalog = Catalog(locale="fr")
    catalog.add("Thank you", "Merci", flags=("fuzzy",))
    (fault,) = check.faults_of(catalog, template_of("Thank you"), "fr")
    assert "is fuzzy" in fault


def test_texts_that_are_new_or_gone_are_named() -> None:
    catalog = Catalog(locale="fr")
    catalog.add("Thank you", "Merci")
    assert list(check.faults_of(catalog, template_of("Goodbye"), "fr")) == [
        "fr: “Goodbye”: is not in the catalogue; run make texts",
        "fr: “Thank you”: is no longer in the code; run make texts",
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "there is no catalogue"),
        ('msgid "a"\nmsgstr "b"\n<<<<<<< HEAD\n', "cannot be read"),
        ('msgid ""\nmsgstr ""\n\nmsgid "Thank you"\nmsgstr "A"\n\nmsgid "Thank you"\nmsgstr "B"\n', "twice"),
        ('msgid ""\nmsgstr ""\n\n#~ msgid "Old"\n#~ msgstr "Vieux"\n', "no longer in the code"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n', "Plural-Forms"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, content: str | None, fault: str) -> None:
    path = tmp_path / "bot.po"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    found = list(check.faults_of_file(path, template_of("Thank you"), "fr"))
    assert any(fault in line for line in found), found


@pytest.mark.parametrize(
    ("text", "comment", "fault"),
    [
        ("Hello {}", "", "values are put in by name"),
        ("Hello {0}", "", "values are put in by name"),
        ("Hello {", "", "is no valid format"),
        ("<b>Hello", "", "does not close"),
        ("x" * 41, "button", "a button may have 40"),
    ],
)
def test_bad_english_is_named(text: str, comment: str, fault: str) -> None:
    (found,) = check.faults_of_source(template_of(text, comment))
    assert fault in found
    assert found.startswith("en: ")


def test_good_english_passes() -> None:
    assert list(check.faults_of_source(template_of(("{n} day", "{n:02d} days"), "button"))) == []


def test_texts_are_found_in_the_code(house: Path) -> None:
    write_code(
        house,
        """\
hello = _("Hello {name}")
kind = N_("Groceries")
count = ngettext("{n} day", "{n} days", n)
# button
accept = _("Accept")
answer(
    # alert: somebody else was faster
    # Translators: kindly
    text=_(
        "Taken"
    ),
)
shown = _(kind)
""",
    )
    template = catalogues.extract(house)
    assert {message.id: message.auto_comments for message in template if message.id} == {
        "Hello {name}": [],
        "Groceries": [],
        ("{n} day", "{n} days"): [],
        "Accept": ["button"],
        "Taken": ["alert: somebody else was faster", "Translators: kindly"],
    }
    assert list(catalogues.stray_marks(house / "bot" / "cards.py")) == []


@pytest.mark.parametrize(
    ("code", "line", "fault"),
    [
        ('accept = _("Accept")  # button\n', 1, "belongs on the line above"),
        ('# alert\nanswer = 1\ntext = _("Taken")\n', 1, "marks nothing"),
        ('# button\n\naccept = _("Accept")\n', 1, "marks nothing"),
    ],
)
def test_marks_that_mark_nothing_are_named(house: Path, code: str, line: int, fault: str) -> None:
    write_code(house, code)
    ((found_line, found),) = catalogues.stray_marks(house / "bot" / "cards.py")
    assert found_line == line
    assert fault in found


def test_a_text_inside_an_f_string_is_named(house: Path) -> None:
    write_code(house, 'thanks = _("Thank you")\nbold = f"<b>{_(\'Goodbye\')}</b> {_(name)}"\n')
    ((line, fault),) = catalogues.unseen_texts(house / "bot" / "cards.py")
    assert line == 2
    assert "Goodbye" in fault


def test_catalogues_follow_the_code(house: Path) -> None:
    path = house / "fr" / "bot.po"
    write_code(house, '_("Thank you very much")\n_("Goodbye")\n')
    catalog = catalogues.updated(catalogues.extract(house), path, "fr")
    catalog["Thank you very much"].string = "Merci beaucoup"
    catalog["Goodbye"].string = "Au revoir"
    catalogues.write(catalog, path)

    write_code(house, '\n\n_("Accept")\n_("Thank you so very much")\n')
    catalogues.write(catalogues.updated(catalogues.extract(house), path, "fr"), path)
    stored = catalogues.read(path, "fr")
    assert {message.id: message.string for message in stored if message.id} == {
        "Accept": "",
        "Thank you so very much": "Merci beaucoup",
    }
    assert stored["Thank you so very much"].fuzzy
    assert '#| msgid "Thank you very much"' in path.read_text(encoding="utf-8")
    assert "#~" not in path.read_text(encoding="utf-8")

    catalogues.write(catalogues.updated(catalogues.extract(house), path, "fr"), path)
    assert "Thank you very much" not in path.read_text(encoding="utf-8")


def test_nothing_changes_in_a_catalogue_unless_a_text_does(house: Path) -> None:
    path = house / "fr" / "bot.po"
    write_code(house, '_("Accept")\n')
    catalogues.write(catalogues.updated(catalogues.extract(house), path, "fr"), path)
    before = path.read_text(encoding="utf-8")
    write_code(house, '\n\n\n_("Accept")\n')
    catalogues.write(catalogues.updated(catalogues.extract(house), path, "fr"), path)
    assert path.read_text(encoding="utf-8") == before
    assert "Date" not in before


def test_the_whole_way(house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(i18n, "LOCALES", house / "locales")
    write_code(house, '# button\naccept = _("Accept")\n')
    assert check.main(house) == 1
    assert "fr: there is no catalogue; run make texts" in capsys.readouterr().out
    catalogues.main(house)
    assert "locales/fr/LC_MESSAGES/bot.po: 1 texts, 1 untranslated, 0 fuzzy" in capsys.readouterr().out
    for language, translation in (("fr", "Accepter"), ("nl", "Aanvaarden")):
        catalog = catalogues.read(i18n.catalogue(language), language)
        catalog["Accept"].string = translation
        catalogues.write(catalog, i18n.catalogue(language))
    catalogues.main(house)
    assert "locales/nl/LC_MESSAGES/bot.po: 1 texts, complete" in capsys.readouterr().out
    assert check.main(house) == 0
    write_code(house, 'accept = _("Accept")  # button\n')
    assert check.main(house) == 1
    assert "bot/cards.py:1: “# button” stands beside a text" in capsys.readouterr().out


def test_every_language_but_english_is_translated() -> None:
    assert {*catalogues.TRANSLATED, "en"} == set(LANGUAGES)
