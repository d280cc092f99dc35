/** What goes over the wire between the bot and this Telegram, as it happens; and what may go wrong there. */

import { Faults } from "./faults.js";
import { html, useMemo, useState } from "./html.js";
import { memo } from "./memo.js";
import { nameOf, people, wire, wirePaused } from "./state.js";
import { dateOf, secondOf, shortDayOf, zoneOf } from "./time.js";
import { toast } from "./toasts.js";

const SHOWN = 200;
const HOME = zoneOf();

/** Props: t, language. */
export function Wire({ t, language }) {
  const [sought, setSought] = useState("");
  const [which, setWhich] = useState("all");
  const entries = wire.value;
  const found = useMemo(() => entries.filter((one) => fits(one, which, sought)).slice(-SHOWN).reverse(), [entries, which, sought]);
  return html`
    <div class="wire">
      <${Faults} t=${t} />
      <div class="wire-tools">
        <input class="field" type="search" value=${sought} onInput=${(event) => setSought(event.target.value)} placeholder=${t("wire.filter")} aria-label=${t("wire.filter")} />
        <select class="field" aria-label=${t("wire.which")} value=${which} onChange=${(event) => setWhich(event.target.value)}>
          ${["all", "call", "update", "refused"].map((one) => html`<option key=${one} value=${one}>${t(`wire.${one}`)}</option>`)}
        </select>
        <button class="button" aria-pressed=${wirePaused.value} onClick=${() => (wirePaused.value = !wirePaused.value)}>${t("wire.pause")}</button>
        <button class="button" onClick=${() => (wire.value = [])}>${t("wire.clear")}</button>
      </div>
      ${!found.length && html`<p class="empty">${t(entries.length ? "wire.none" : "wire.empty")}</p>`}
      <ul class="wire-list">${found.map((one) => html`<${Entry} key=${one.number} entry=${one} t=${t} language=${language} />`)}</ul>
    </div>`;
}

function fits(entry, which, sought) {
  if (which === "refused" ? !isRefused(entry) : which !== "all" && entry.direction !== which) return false;
  if (!sought) return true;
  entry.words ??= `${entry.title} ${JSON.stringify(entry.body)}`.toLowerCase();
  return sought.toLowerCase().split(/\s+/).every((word) => entry.words.includes(word));
}

const isRefused = (entry) => entry.direction === "call" && entry.status !== 200;

const Entry = memo(function Entry({ entry, t, language }) {
  const [isOpen, setOpen] = useState(false);
  const call = entry.direction === "call";
  return html`
    <li class="wire-entry ${entry.direction} ${isRefused(entry) ? "refused" : ""}">
      <details onToggle=${(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <time>${whenOf(entry.at, language)}</time>
          <span class="direction" title=${t(`wire.${entry.direction}`)}>${call ? "→" : "←"}<span class="visually-hidden">${t(`wire.${entry.direction}`)}</span></span>
          <b>${entry.title}</b>
          ${call && html`<span class="status">${entry.status || "✕"}${entry.times > 1 && ` ×${entry.times}`}</span>`}
          <span class="about">${about(entry)}</span>
        </summary>
        ${isOpen && html`<${Body} entry=${entry} t=${t} />`}
      </details>
    </li>`;
});

/** With the day, if the clock has been moved to another one. */
function whenOf(at, language) {
  const second = secondOf(at, language, HOME);
  return dateOf(at, HOME) === dateOf(Date.now(), HOME) ? second : `${shortDayOf(at, language, HOME)} ${second}`;
}

function about({ direction, body }) {
  const payload = direction === "call" ? body.params : Object.values(body.update ?? body).find((one) => typeof one === "object");
  const who = payload?.chat_id ?? payload?.from?.id ?? payload?.chat?.id;
  const said = body.description ?? payload?.text ?? payload?.caption ?? payload?.data ?? "";
  return [nameOf(people.value.get(Number(who))), String(said).replace(/<[^>]+>/g, "").slice(0, 80)].filter(Boolean).join(": ");
}

/** What is JSON inside JSON, as in `reply_markup`, is shown as what it means. */
function unpacked(key, value) {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function Body({ entry, t }) {
  const text = JSON.stringify(entry.body, unpacked, 2);
  const copy = async () => {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    toast(t("wire.copied"));
  };
  return html`
    <div class="wire-body">
      <button class="button" onClick=${copy}>${t("wire.copy")}</button>
      <pre tabindex="0" aria-label=${entry.title}>${text}</pre>
    </div>`;
}
