/** Text with its formatting. Offsets of entities are UTF-16 units, as are those of JavaScript's strings. */

import { html, useState } from "./html.js";

const PLAIN_TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", blockquote: "blockquote", expandable_blockquote: "blockquote" };
const SAFE = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);

/** An address a person may follow, or null. @param {string} text */
export function safeUrl(text) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
    return SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** What a message says, formatted. `onCommand` and `onLink` get what was tapped. */
export function Formatted({ text, entities = [], onCommand, onLink, t }) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nested(text, 0, text.length, sorted, { onCommand, onLink, t });
}

function nested(text, start, end, entities, deeds) {
  const parts = [];
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const until = Math.min(entity.offset + entity.length, end);
    const inner = [];
    for (index += 1; index < entities.length && entities[index].offset < until; index += 1) inner.push(entities[index]);
    if (until <= from) continue;
    if (from > at) parts.push(text.slice(at, from));
    parts.push(wrapped(entity, text.slice(from, until), nested(text, from, until, inner, deeds), deeds));
    at = until;
  }
  if (at < end) parts.push(text.slice(at, end));
  return parts;
}

function wrapped(entity, words, inside, { onCommand, onLink, t }) {
  const Tag = PLAIN_TAGS[entity.type];
  if (Tag) return html`<${Tag}>${inside}<//>`;
  switch (entity.type) {
    case "code":
      return html`<button class="code" title=${t("chat.copy")} onClick=${() => onLink({ copy: words })}>${inside}</button>`;
    case "pre":
      return html`<pre>${inside}</pre>`;
    case "spoiler":
      return html`<${Spoiler} t=${t}>${inside}<//>`;
    case "bot_command":
      return html`<button class="linklike" onClick=${() => onCommand(words)}>${inside}</button>`;
    case "url":
    case "text_link":
    case "email":
    case "phone_number":
      return linked(addressOf(entity, words), inside, onLink);
    case "mention":
    case "hashtag":
    case "cashtag":
    case "text_mention":
      return html`<span class="mention">${inside}</span>`;
    default:
      return inside;
  }
}

function addressOf(entity, words) {
  if (entity.type === "email") return safeUrl(`mailto:${words}`);
  if (entity.type === "phone_number") return safeUrl(`tel:${words.replace(/[^+\d]/g, "")}`);
  return safeUrl(entity.url ?? words);
}

function linked(url, inside, onLink) {
  if (!url) return inside;
  const follow = (event) => {
    if (onLink({ url })) event.preventDefault();
  };
  return html`<a href=${url} target="_blank" rel="noopener noreferrer" onClick=${follow}>${inside}</a>`;
}

function Spoiler({ children, t }) {
  const [shown, setShown] = useState(false);
  if (shown) return html`<span class="spoiler shown">${children}</span>`;
  return html`<button class="spoiler" aria-label=${t("chat.reveal")} onClick=${() => setShown(true)}><span>${children}</span></button>`;
}
