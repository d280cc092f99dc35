"""Formatted text: what Telegram makes of it, and what it refuses, in its own words."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.entities import BadEntities, is_empty, length, parse, to_html

STARS = "🌟 🌟"  # nine bytes, five UTF-16 code units, three characters
UNMATCHED = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)
SPOILT = "<i><tg-spoiler>c</tg-spoiler></i>"  # italic goes outside
Brief = tuple[Any, ...]


def brief(text: str, mode: str | None = None, entities: list[Any] | None = None) -> tuple[str, list[Brief]]:
    """The text, and of each entity its type, offset, length and further fields."""
    stored, found = parse(text, mode, entities)
    return stored, [tuple(entity.values()) for entity in found]


def refusal(text: str, mode: str | None = None, entities: list[Any] | None = None) -> str:
    with pytest.raises(BadEntities) as caught:
        parse(text, mode, entities)
    assert str(caught.value) == caught.value.description
    return caught.value.description


def why_not(text: str, mode: str) -> str:
    before, after = refusal(text, mode).split(": ", 1)
    assert before == "can't parse entities"
    return after


def found(text: str) -> list[tuple[str, str]]:
    """What Telegram finds by itself: type and text."""
    stored, entities = parse(text, None)
    units = stored.encode("utf-16-le")
    return [
        (entity["type"], units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le"))
        for entity in entities
    ]


class TestHtml:
    @pytest.mark.parametrize(
        ("tags", "kind"),
        [
            ("b strong B", "bold"),
            ("i em EM", "italic"),
            ("u ins", "underline"),
            ("s strike del", "strikethrough"),
            ("tg-spoiler", "spoiler"),
            ("code", "code"),
            ("pre", "pre"),
            ("blockquote", "blockquote"),
        ],
    )
    def test_tags(self, tags: str, kind: str) -> None:
        for tag in tags.split():
            assert brief(f"{STARS}<{tag}>{STARS}</{tag}>!", "HTML") == (f"{STARS}{STARS}!", [(kind, 5, 5)])

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ('<span class="tg-spoiler">ab</span>', ("spoiler", 0, 2)),
            ("<a href='Example.org/x y?a=1&amp;b'>ab</a>", ("text_link", 0, 2, "http://example.org/x%20y?a=1&b")),
            ("<a href=example.org>ab</a>", ("text_link", 0, 2, "http://example.org/")),
            ('<a href="tg://user?id=42">ab</a>', ("text_mention", 0, 2, {"id": 42})),
            ('<a href="tg://resolve?domain=x">ab</a>', ("text_link", 0, 2, "tg://resolve?domain=x")),
            ('<pre><code class="language-python">ab</code></pre>', ("pre", 0, 2, "python")),
            ('<code class="language-python"><pre>ab</pre></code>', ("pre", 0, 2, "python")),
            ('<code class="language-python">ab</code>', ("code", 0, 2)),
            ("<pre><code>ab</code></pre>", ("pre", 0, 2)),
            ("<blockquote expandable>ab</blockquote>", ("expandable_blockquote", 0, 2)),
            ('<tg-emoji emoji-id="5368">👍</tg-emoji>', ("custom_emoji", 0, 2, "5368")),
            ('<tg-time unix="25" format="Tw">ab</tg-time>', ("date_time", 0, 2, 25, "wT")),
            ("<b a = 'x>' b c=d>ab</>", ("bold", 0, 2)),
        ],
    )
    def test_attributes(self, source: str, expected: Brief) -> None:
        assert brief(source, "html")[1] == [expected]

    def test_a_link_without_address_links_to_its_text(self) -> None:
        assert brief("<a>example.org</a>", "HTML")[1] == [("text_link", 0, 11, "http://example.org/")]

    @pytest.mark.parametrize("address", ["", "nodot", "ftp://a.org", "http://", "a.org:99999", "http://a b.org"])
    def test_a_link_to_no_address_is_plain_text(self, address: str) -> None:
        assert brief(f'<a href="{address}">ab</a>', "HTML") == ("ab", [])

    def test_four_named_references_and_all_numbered_ones(self) -> None:
        assert parse("&lt;&gt;&amp;&quot; &#9731;&#x2603; &lt&#65", "HTML")[0] == '<>&" ☃☃ <A'
        untouched = "&nbsp; &laquo; & &; &#0; &#x; &#12345678; &ltd; &LT;"
        assert parse(untouched, "HTML")[0] == untouched

    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            (f"{STARS}&lt;<x>a</x>", 'Unsupported start tag "x" at byte offset 13'),
            ("line<br/>line", 'Unsupported start tag "br/" at byte offset 4'),
            ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
            ("1 <2", "Unclosed start tag at byte offset 2"),
            ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
            ("<b><i>a", 'Can\'t find end tag corresponding to start tag "i"'),
            ("é</b>", "Unexpected end tag at byte offset 2"),
            ("<b>é</i>", 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
            ("<b>a</b", "Unclosed end tag at byte offset 4"),
            ("<b =a>x</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
            ("<b a", 'Unclosed start tag "b" at byte offset 0'),
            ("<b a=", 'Unclosed start tag "b" at byte offset 0'),
            ('<b a="x>y</b>', "Unclosed start tag at byte offset 0"),
            ("<b a=x,y>z</b>", "Unexpected end of name token at byte offset 5"),
            ("a<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 1'),
            ('<tg-emoji emoji-id="07">x</tg-emoji>', "Invalid custom emoji identifier specified"),
            ('<tg-time unix="1" format="rt">x</tg-time>', "Invalid date format used"),
            ("a\0", "Text must not contain null bytes"),
            ("&#xD83C;&#xDF1F;", UNMATCHED),
        ],
    )
    def test_refusals(self, source: str, reason: str) -> None:
        assert why_not(source, "HTML") == reason


class TestMarkdownV2:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("*ab*", [("bold", 0, 2)]),
            ("_ab_", [("italic", 0, 2)]),
            ("__ab__", [("underline", 0, 2)]),
            ("~ab~", [("strikethrough", 0, 2)]),
            ("||ab||", [("spoiler", 0, 2)]),
            ("`a*`", [("code", 0, 2)]),
            ("```py\na*```", [("pre", 0, 2, "py")]),
            ("```\na*```", [("pre", 0, 2)]),
            ("[ab](Example.org/a\\)b)", [("text_link", 0, 2, "http://example.org/a)b")]),
            ("[ab](tg://user?id=42)", [("text_mention", 0, 2, {"id": 42})]),
            ("![👍](tg://emoji?id=5368)", [("custom_emoji", 0, 2, "5368")]),
            ("![ab](tg://time?unix=25&format=r)", [("date_time", 0, 2, 25, "r")]),
            (">a\n>b", [("blockquote", 0, 3)]),
            (">a\n>b||", [("expandable_blockquote", 0, 3)]),
            (">a||\nb", [("expandable_blockquote", 0, 2)]),
            ("___ab_a__", [("underline", 0, 3), ("italic", 0, 2)]),
        ],
    )
    def test_marks(self, source: str, expected: list[Brief]) -> None:
        assert brief(source, "MarkdownV2")[1] == expected

    def test_a_quote_ends_with_its_line(self) -> None:
        assert brief("a\n>*b*\n>c\nd", "MarkdownV2") == ("a\nb\nc\nd", [("blockquote", 2, 4), ("bold", 2, 1)])

    def test_what_is_escaped_is_plain(self) -> None:
        text = "_*[]()~`>#+-=|{}.!"
        assert brief("".join(f"\\{character}" for character in text), "markdownv2") == (text, [])

    @pytest.mark.parametrize("character", "]()>#+-=|{}.!")
    def test_reserved_characters(self, character: str) -> None:
        reason = f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
        assert why_not(f"a{character}", "MarkdownV2") == reason

    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            (f"{STARS}*a", "Can't find end of Bold entity at byte offset 9"),
            (f"{STARS}*a _b", "Can't find end of Italic entity at byte offset 12"),
            ("_a__", "Can't find end of Underline entity at byte offset 2"),
            ("||a|", "Character '|' is reserved and must be escaped with the preceding '\\'"),
            ("~a", "Can't find end of Strikethrough entity at byte offset 0"),
            ("||a", "Can't find end of Spoiler entity at byte offset 0"),
            ("`a", "Can't find end of Code entity at byte offset 0"),
            ("```a", "Can't find end of Pre entity at byte offset 0"),
            ("```a b", "Can't find end of PreCode entity at byte offset 0"),
            ("[a", "Can't find end of TextUrl entity at byte offset 0"),
            ("![a", "Can't find end of CustomEmoji entity at byte offset 0"),
            ("é[a](b", "Can't find end of a URL at byte offset 6"),
            ("![a]", "The entity must contain a tg://emoji or tg://time URL"),
            ("![a](tg://emoji?id=0)", "Invalid tg://emoji or tg://time URL specified"),
            ("![a](tg://time?unix=1&format=x)", "Invalid date format used"),
            (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
            (">*a||\nb*", "Can't find end of Bold entity at byte offset 1"),
            ("a>", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ],
    )
    def test_refusals(self, source: str, reason: str) -> None:
        assert why_not(source, "MarkdownV2") == reason


class TestMarkdown:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("*a_b* _c_", ("a_b c", [("bold", 0, 3), ("italic", 4, 1)])),
            (r"\*a\* \_ \` \[ \-", (r"*a* _ ` [ \-", [])),
            ("`a*` ```py\nb```", ("a* b", [("code", 0, 2), ("pre", 3, 1, "py")])),
            ("[ab](http://Example.org)", ("ab", [("text_link", 0, 2, "http://example.org/")])),
            ("[ab](tg://user?id=42) [c]", ("ab c", [("text_mention", 0, 2, {"id": 42})])),
            ("1 < 2 & 3. (no!)", ("1 < 2 & 3. (no!)", [])),
            ("** __ []", ("", [])),
        ],
    )
    def test_marks(self, source: str, expected: tuple[str, list[Brief]]) -> None:
        assert brief(source, "Markdown") == expected

    @pytest.mark.parametrize("source", ["*a", "_a", "`a", "```a``", "[a"])
    def test_refusals(self, source: str) -> None:
        reason = "Can't find end of the entity starting at byte offset 9"
        assert why_not(STARS + source, "MARKDOWN") == reason


def test_parse_modes() -> None:
    for mode in (None, "", "none", "None"):
        assert brief("<b>*a*</b>", mode) == ("<b>*a*</b>", [])
    for mode in ("xml", "HTML ", "null"):
        assert refusal("a", mode) == "unsupported parse_mode"
    assert parse("", "xml") == ("", [])
    assert refusal("\ud83c") == "strings must be encoded in UTF-8"


class TestCleaning:
    @pytest.mark.parametrize(
        ("source", "stored"),
        [
            (" \n a b \n ", "a b"),
            (" \n\t", ""),
            ("a\tb\x00c\x1fd", "a b c d"),
            ("a\r\nb", "a\nb"),
            ("a\u202eb\u2028c\u030ad", "abcd"),
            ("\u200fa\u200e\u200f\u200eb", "\u200fa\u200c\u200c\u200eb"),
            ("\u00a0a\u00a0", "\u00a0a\u00a0"),
        ],
    )
    def test_plain_text(self, source: str, stored: str) -> None:
        assert parse(source, None) == (stored, [])

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("  <b>a</b> b  ", ("a b", [("bold", 0, 1)])),
            ("a <b>b </b> ", ("a b", [("bold", 2, 1)])),
            ("a<b>  </b>", ("a", [])),
            (" <b> a</b>", (" a", [("bold", 0, 2)])),
            ("a\r\n<b>b\r\n</b>c", ("a\nb\nc", [("bold", 2, 2)])),
            ("<b>a</b>\r<b>b</b>", ("ab", [("bold", 0, 2)])),
            ("<b> </b>", ("", [])),
        ],
    )
    def test_entities_move_with_the_text(self, source: str, expected: tuple[str, list[Brief]]) -> None:
        assert brief(source, "HTML") == expected

    def test_invisible_text_is_empty(self) -> None:
        assert all(map(is_empty, ("", " \n", "\u200b\u00a0\u2800", "\u3000\ufeff")))
        assert not any(map(is_empty, ("a", "\u200b.", "🌟")))


class TestNesting:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("<i><b>a</b></i>", [("bold", 0, 1), ("italic", 0, 1)]),
            ("<b>a</b><b>b</b>", [("bold", 0, 2)]),
            ("<b>a<b>b</b></b>", [("bold", 0, 2)]),
            ("<b>a<i>b</i>c</b>", [("bold", 0, 1), ("bold", 1, 2), ("italic", 1, 1)]),
            ("<b>a<code>b</code>c</b>", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
            ("<code>a<b>b</b></code>", [("code", 0, 2)]),
            ("<b>a<a href='x.org'>b</a></b>", [("bold", 0, 1), ("text_link", 1, 1, "http://x.org/"), ("bold", 1, 1)]),
            ("<a href='x.org'>a<code>b</code></a>", [("text_link", 0, 2, "http://x.org/")]),
            ("<blockquote>a<blockquote>b</blockquote></blockquote>", [("blockquote", 0, 2)]),
            ("<blockquote>a<pre>b</pre></blockquote>", [("blockquote", 0, 2), ("pre", 1, 1)]),
            ("<a href='x.org'>a<blockquote>b</blockquote></a>", [("blockquote", 1, 1)]),
        ],
    )
    def test_what_may_stand_in_what(self, source: str, expected: list[Brief]) -> None:
        assert brief(source, "HTML")[1] == expected

    def test_only_a_hundred_entities_are_kept(self) -> None:
        links = "<a href='x.org'>a</a> " * 60
        text, entities = parse(links + "<b>b</b> " * 60, "HTML")
        assert [entity["type"] for entity in entities] == ["text_link"] * 60 + ["bold"] * 40
        assert len(text) == 239
        assert len(parse("<tg-emoji emoji-id='1'>👍</tg-emoji>" * 120 + "<b>b</b>", "HTML")[1]) == 121


class TestFound:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("/start", [("bot_command", "/start")]),
            ("now /help@our_bot, please", [("bot_command", "/help@our_bot")]),
            ("a/b /c/ </d> //e /f@g 1/2", []),
            ("@helper and @gif", [("mention", "@helper"), ("mention", "@gif")]),
            ("@abc a@helper @", []),
            ("#help and #Hilfe2 #123 #ж", [("hashtag", "#help"), ("hashtag", "#Hilfe2"), ("hashtag", "#ж")]),
            ("#a#b a#c $ABC", [("cashtag", "$ABC")]),
            ("see example.org.", [("url", "example.org")]),
            ("(https://example.org/a_(b)?c=d#e)!", [("url", "https://example.org/a_(b)?c=d#e")]),
            ("www.example.co.uk:8080/x, 192.168.0.1", [("url", "www.example.co.uk:8080/x"), ("url", "192.168.0.1")]),
            ("tg://resolve?domain=x", [("url", "tg://resolve?domain=x")]),
            ("https://internal.anything", [("url", "https://internal.anything")]),
            ("Done.Next 3.14 file.py2 a.b ... 1.2.3 sftp://a.org", []),
            ("Well.No", []),
            ("mail to: a.b@example.org!", [("email", "a.b@example.org")]),
            ("https://ann@example.org/x", [("url", "https://ann@example.org/x")]),
            ("call +32 470 12 34 56 now", [("phone_number", "+32 470 12 34 56")]),
            ("+44(20)7946-0958", [("phone_number", "+44(20)7946-0958")]),
            ("1+49301234567 +1234 +0123456789 12:30 2026-03-18", []),
            ("🌟 @helper 🌟 example.org", [("mention", "@helper"), ("url", "example.org")]),
        ],
    )
    def test_by_itself(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert found(text) == expected

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("<code>/start</code> /help", [("code", 0, 6), ("bot_command", 7, 5)]),
            ("<pre>example.org</pre>", [("pre", 0, 11)]),
            ("<a href='x.org'>example.org</a>", [("text_link", 0, 11, "http://x.org/")]),
            ("ex<a href='x.org'>amp</a>le.org", [("text_link", 2, 3, "http://x.org/")]),
            ("<b>go /help</b>", [("bold", 0, 3), ("bot_command", 3, 5), ("bold", 3, 5)]),
            ("<blockquote>/help</blockquote>", [("blockquote", 0, 5), ("bot_command", 0, 5)]),
            ("<blockquote>/he</blockquote>lp", [("blockquote", 0, 3)]),
        ],
    )
    def test_beside_formatting(self, source: str, expected: list[Brief]) -> None:
        assert brief(source, "HTML")[1] == expected


class TestGiven:
    def test_ranges_are_in_utf16(self) -> None:
        assert brief(f"{STARS}!", None, [{"type": "bold", "offset": 3, "length": 2}])[1] == [("bold", 3, 2)]

    def test_a_parse_mode_wins(self) -> None:
        assert brief("<i>a</i>", "HTML", [{"type": "bold", "offset": 0, "length": 1}]) == ("a", [("italic", 0, 1)])

    def test_every_kind(self) -> None:
        where = {"offset": 0, "length": 2}
        kinds: list[tuple[dict[str, Any], Brief]] = [
            ({"type": "code"}, ("code", 0, 2)),
            ({"type": "pre", "language": "py"}, ("pre", 0, 2, "py")),
            ({"type": "text_link", "url": "x.org"}, ("text_link", 0, 2, "http://x.org/")),
            ({"type": "text_link", "url": "tg://user?id=7"}, ("text_mention", 0, 2, {"id": 7})),
            ({"type": "text_mention", "user": {"id": 7, "first_name": "Z"}}, ("text_mention", 0, 2, {"id": 7})),
            ({"type": "custom_emoji", "custom_emoji_id": "12"}, ("custom_emoji", 0, 2, "12")),
            ({"type": "date_time", "unix_time": 5, "date_time_format": "tTw"}, ("date_time", 0, 2, 5, "wT")),
        ]
        for entity, expected in kinds:
            assert brief("ab", None, [entity | where])[1] == [expected]

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("HTTPS://Ann@X.org:0443/a?b#c", "https://Ann@x.org:443/a?b#c"),
            ("http://[::1]:80", "http://[::1]:80/"),
            ("x.org?a b", "http://x.org/?a%20b"),
            ("ж.рф/ж", "http://ж.рф/ж"),
            ("%41.org", "http://%41.org/"),
            ("TG:resolve?domain=x", "tg://resolve?domain=x"),
            ("tg://settings", "tg://settings/"),
            ("tonsite://x.ton/a", "tonsite://x.ton/a"),
        ],
    )
    def test_addresses_are_stored_in_full(self, url: str, expected: str) -> None:
        entities = [{"type": "text_link", "offset": 0, "length": 1, "url": url}]
        assert brief("a", None, entities)[1] == [("text_link", 0, 1, expected)]

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("", "URL host is empty"),
            (".", "Host is invalid"),
            ("x.org:0", "Wrong port number specified in the URL"),
            ("http://[::x]", "Wrong IPv6 address specified in the URL"),
            ("http://[::1%1]", "Wrong IPv6 URL host"),
            ("x%4.org", "Wrong percent-encoded symbol in URL host"),
            ("x y.org", "Wrong URL host"),
            ("tg:http://x.org", "Wrong tg URL"),
            ("ton://x:80", "Wrong ton URL"),
            ("tg://x.org", "Unallowed characters in URL host"),
        ],
    )
    def test_wrong_addresses(self, url: str, reason: str) -> None:
        entities = [{"type": "text_link", "offset": 0, "length": 1, "url": url}]
        assert refusal("a", None, entities) == f"entity URL '{url}' is invalid: {reason}"

    def test_what_telegram_finds_is_not_taken_from_the_bot(self) -> None:
        assert brief("ab /c", None, [{"type": "url", "offset": 0, "length": 2}])[1] == [("bot_command", 3, 2)]

    @pytest.mark.parametrize(
        ("entity", "description"),
        [
            ("bold", "can't parse MessageEntity: expected an Object"),
            ({"type": "bold"}, "can't parse MessageEntity: Can't find field \"offset\""),
            ({"type": "shiny"}, "can't parse MessageEntity: Unsupported type specified"),
            ({"type": "text_link"}, "can't parse MessageEntity: Can't find field \"url\""),
            ({"type": "text_link", "url": "nodot"}, "entity URL 'nodot' is invalid: Wrong HTTP URL"),
            ({"type": "text_link", "url": "ftp://a.b"}, "entity URL 'ftp://a.b' is invalid: Unsupported URL protocol"),
            ({"type": "custom_emoji", "custom_emoji_id": "0"}, "invalid custom emoji identifier specified"),
            ({"type": ""}, "can't parse MessageEntity: Type is not specified"),
            ({"type": True}, 'can\'t parse MessageEntity: Field "type" must be of type String'),
            ({"type": "pre", "language": "\ud800"}, "strings must be encoded in UTF-8"),
            ({"type": "text_mention"}, "can't parse MessageEntity: Can't find field \"user\""),
            ({"type": "date_time", "unix_time": 0}, "invalid date specified"),
            (
                {"type": "date_time", "unix_time": 1, "date_time_format": "x"},
                "can't parse MessageEntity: Invalid date-time format specified",
            ),
            ({"offset": None}, "can't parse MessageEntity: Can't find field \"offset\""),
            ({"offset": []}, 'can\'t parse MessageEntity: Field "offset" must be a Number'),
            ({"offset": "+1"}, 'can\'t parse MessageEntity: Field "offset" must be a valid Number'),
            ({"offset": -1}, "receive an entity with incorrect offset -1"),
            ({"length": -1}, "receive an entity with incorrect length -1"),
            ({"offset": 9}, "entity begins after the end of the text at UTF-16 offset 9"),
            ({"offset": 5}, "entity beginning at UTF-16 offset 5 ends after the end of the text at UTF-16 offset 7"),
            ({"offset": 1}, "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
            (
                {"length": 1},
                "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
            ),
        ],
    )
    def test_refusals(self, entity: Any, description: str) -> None:
        if isinstance(entity, dict) and entity != {"type": "bold"}:
            entity = {"type": "bold", "offset": 0, "length": 2} | entity
        assert refusal(STARS, None, [entity]) == description


def test_length_counts_utf16() -> None:
    assert [length(text) for text in ("", "abc", "žluť", "🌟", STARS, "\ud83c")] == [0, 3, 4, 2, 5, 1]


class TestToHtml:
    def test_escapes(self) -> None:
        assert to_html('<b> & "', []) == '&lt;b&gt; &amp; "'
        link = {"type": "text_link", "offset": 0, "length": 1, "url": "http://x.org/?a=\"'<&"}
        assert to_html("<", [link]) == '<a href="http://x.org/?a=&quot;&#x27;&lt;&amp;">&lt;</a>'

    @pytest.mark.parametrize(
        "source",
        [
            '<pre><code class="language-py">ab</code></pre>',
            '<a href="tg://user?id=7">ab</a>',
            '<tg-time unix="25" format="wT">ab</tg-time>',
            '<tg-time unix="25">ab</tg-time>',
            '<tg-emoji emoji-id="5">👍</tg-emoji>',
            "<blockquote expandable><b>ab</b> <tg-spoiler><i>c</i></tg-spoiler></blockquote>",
        ],
    )
    def test_telegrams_html_comes_back(self, source: str) -> None:
        assert to_html(*parse(source, "HTML")) == source.replace("<tg-spoiler><i>c</i></tg-spoiler>", SPOILT)

    def test_crossing_ranges_are_cut(self) -> None:
        crossing = [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 1, "length": 9}]
        assert to_html("abcd", crossing) == "<b>a<i>bc</i></b><i>d</i>"

    def test_agrees_with_aiogram(self) -> None:
        source = (
            "<b>a<i>🌟</i></b> <u>b</u><s>c</s> <tg-spoiler>d</tg-spoiler> <code>e &lt;</code> <pre>f</pre>"
            '<a href="https://x.org/">g</a> <blockquote>h <b>i</b></blockquote> /start '
            '<blockquote expandable>j</blockquote><tg-emoji emoji-id="5">👍</tg-emoji> k &amp; @someone'
        )
        text, entities = parse(source, "HTML")
        theirs = html_decoration.unparse(text, [MessageEntity.model_validate(entity) for entity in entities])
        assert to_html(text, entities) == theirs


# Whatever is sent, the answer is a refusal or well-formed entities.

WORDS = [
    "a",
    " ",
    "\n",
    "\r",
    "🌟",
    "é",
    "word",
    ".",
    "example.org",
    "/go",
    "@helper",
    "#tag",
    "+32470123456",
    "\u200f",
]
HTML = [
    *(
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<u>",
        "</u>",
        "<code>",
        "</code>",
        "<pre>",
        "</pre>",
        "</a>",
        "</>",
        "<",
        ">",
        "&",
    ),
    *("<a href='x.org'>", '<a href="tg://user?id=1">', "<code class='language-x'>", "&lt;", "&#x1F31F;", "&#xD800;"),
    *("<blockquote>", "</blockquote>", "<blockquote expandable>", "<tg-emoji emoji-id=5>", "</tg-emoji>", "'", "="),
]
MARKDOWN = [
    "*",
    "_",
    "__",
    "~",
    "||",
    "`",
    "```",
    "[",
    "]",
    "(",
    ")",
    "](x.org)",
    "![",
    "](tg://emoji?id=1)",
    ">",
    "\\",
]
STYLES = ["bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote", "text_link", "pre"]
soup = st.lists(st.sampled_from(WORDS + HTML + MARKDOWN), max_size=25).map("".join)
quoted = st.lists(st.sampled_from([*WORDS, *MARKDOWN, "\n>", "||\n", "\\."]), max_size=25).map("".join)
leaves = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join)
tags = st.sampled_from(["b", "i", "u", "s", "tg-spoiler", "code", "pre", "blockquote", "a href='x.org'", "strong"])
markup = st.recursive(
    leaves,
    lambda inner: st.lists(st.tuples(tags, inner), min_size=1, max_size=4).map(
        lambda parts: "".join(f"<{tag}>{text}</{tag.split()[0]}>" for tag, text in parts)
    ),
    max_leaves=12,
)
named = st.fixed_dictionaries(
    {
        "type": st.sampled_from(STYLES),
        "offset": st.integers(0, 12),
        "length": st.integers(0, 12),
        "url": st.just("x.org"),
    }
)
modes = st.sampled_from([None, "HTML", "Markdown", "MarkdownV2", "other"])


def assert_well_formed(text: str, entities: list[dict[str, Any]]) -> None:
    units = text.encode("utf-16-le")
    ranges = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        assert 0 <= start < end <= length(text)
        units[2 * start : 2 * end].decode("utf-16-le")
        ranges.append((start, end, entity["type"]))
        MessageEntity.model_validate(entity | ({"user": None} if "user" in entity else {}))
    assert [(start, -end) for start, end, _ in ranges] == sorted((start, -end) for start, end, _ in ranges)
    for (_, end, outer), (inner_start, inner_end, inner) in combinations(ranges, 2):
        assert inner_end <= end or inner_start >= end
        if inner_start < end:
            assert outer not in {"code", "pre", inner}
    assert text == text.rstrip(" \n")
    assert not {"\r", "\0", "\t"} & set(text)


def assert_round_trip(text: str, entities: list[dict[str, Any]]) -> None:
    assert parse(to_html(text, entities), "HTML") == (text, entities)


def parsed(source: str, mode: str | None, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]] | None:
    """What is stored, or None for what is refused."""
    try:
        return parse(source, mode, entities)
    except BadEntities:
        return None


@settings(deadline=None, max_examples=500)
@given(st.one_of(soup, quoted, st.text()), modes, st.lists(named, max_size=6))
def test_anything_is_refused_or_well_formed(source: str, mode: str | None, entities: list[dict[str, Any]]) -> None:
    stored = parsed(source, mode, entities)
    if stored is not None:
        assert_well_formed(*stored)
        assert_round_trip(*stored)


@settings(deadline=None, max_examples=300)
@given(markup)
def test_well_formed_html_is_always_taken(source: str) -> None:
    text, entities = parse(source, "HTML")
    assert_well_formed(text, entities)
    assert_round_trip(text, entities)


@settings(deadline=None)
@given(st.text())
def test_escaped_text_comes_back(source: str) -> None:
    assert parse(to_html(source.replace("\0", ""), []), "HTML") == parse(source.replace("\0", ""), None)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_lengths_are_telegrams(text: str) -> None:
    assert length(text) == sum(1 + (ord(character) > 0xFFFF) for character in text)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("source", ["a." * 2048, "a@" * 2048, "a.b@" * 1024, "<b>" * 1300, "*" * 4096, "#a" * 2048])
def test_long_texts_take_no_time(source: str) -> None:
    for mode in (None, "HTML", "Markdown", "MarkdownV2"):
        for _ in range(20):
            parsed(source, mode, [])
