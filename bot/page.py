"""A page of HTML that stands alone: no script, nothing from elsewhere, light and dark, to be read and printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5d6779; --line: #dfe3ea; --ground: #f5f6f9; --card: #fff;
  --accent: #1f6f5c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf1; --soft: #a2abbb; --line: #343b49; --ground: #14171d;
  --card: #1d222b; --accent: #6fd0b5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.5;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.15rem; margin: 0 0 .8rem; color: var(--accent); }
p { margin: 0 0 .6rem; } .soft { color: var(--soft); }
section { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1.2rem 1.4rem;
  margin-top: 1.2rem; }
dl { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: .35rem 1.2rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .94rem; font-variant-numeric: tabular-nums; }
th, td { text-align: start; vertical-align: top; padding: .45rem .8rem .45rem 0; border-top: 1px solid var(--line);
  overflow-wrap: break-word; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; }
@media screen and (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; }
  thead { display: none; } table, tbody, tr { display: block; }
  tr { border-top: 1px solid var(--line); padding: .6rem 0; } tbody tr:first-child { border-top: 0; padding-top: 0; }
  td { display: grid; grid-template-columns: 7.5rem 1fr; gap: .8rem; border: 0; padding: .15rem 0; }
  td:empty { display: none; } td::before { content: attr(data-label); color: var(--soft); } }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --ground: #fff; --card: #fff; --accent: #000; }
  main { max-width: none; padding: 0; } section { border: 0; border-top: 1px solid var(--line); border-radius: 0;
  padding: .8rem 0; } tr, dt, dd { break-inside: avoid; } h2 { break-after: avoid; } }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(language: str, title: str, opening: Iterable[str], sections: Iterable[str]) -> str:
    """The whole page; `title` and `opening` are plain text."""
    paragraphs = "".join(f'<p class="soft">{escape(one)}</p>' for one in opening)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n<header><h1>{escape(title)}</h1>{paragraphs}</header>\n{''.join(sections)}</main>\n</body>\n"
        "</html>\n"
    )


def facts(title: str, pairs: Sequence[tuple[str, str]]) -> str:
    """A section of names and values, plain text; none where there is nothing to say."""
    if not pairs:
        return ""
    listed = "".join(f'<dt>{escape(name)}</dt><dd dir="auto">{escape(value)}</dd>' for name, value in pairs)
    return f"<section><h2>{escape(title)}</h2><dl>{listed}</dl></section>\n"


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> str:
    """A section with a table of plain text; none where there are no rows."""
    if not rows:
        return ""
    said = f'<p class="soft">{escape(note)}</p>' if note else ""
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(f"<tr>{_cells(head, row)}</tr>" for row in rows)
    return (
        f"<section><h2>{escape(title)}</h2>{said}<table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table></section>\n"
    )


def _cells(head: Sequence[str], row: Sequence[str]) -> str:
    """With their names beside them, which are shown where a table is too wide."""
    named = zip(head, row, strict=True)
    return "".join(f'<td dir="auto" data-label="{escape(name)}">{escape(value)}</td>' for name, value in named)
