/** Let things go wrong between the bot and this Telegram, and well again. */

import { act, post, remove } from "./api.js";
import { html, useEffect, useState } from "./html.js";
import { Icon } from "./icons.js";
import { chatsOf, faults, nameOf, people } from "./state.js";
import { complain, toast } from "./toasts.js";

const SENDING = [
  "sendMessage", "sendPhoto", "sendMediaGroup", "sendVenue", "sendLocation", "sendContact", "sendDocument",
  "editMessageText", "editMessageReplyMarkup", "editMessageCaption", "copyMessage", "forwardMessage", "deleteMessage",
];
const KINDS = {
  flood: { kind: "flood", wait: 3, times: 5 },
  broken: { kind: "error", status: 502, description: "Bad Gateway", times: 5 },
  dropped: { kind: "drop", times: 3 },
  twice: { kind: "drop_after", times: 1 },
  slow: { kind: "delay", wait: 3, times: 0, seconds: 30 },
  down: { kind: "error", status: 502, description: "Bad Gateway", times: 0, seconds: 30 },
};

/** Props: t. */
export function Faults({ t }) {
  const [kind, setKind] = useState("flood");
  const [where, setWhere] = useState("sending");
  const methods = { sending: SENDING, fetching: ["getUpdates"], all: [] }[where];
  const add = () => post("/faults", { ...KINDS[kind], methods }).catch(complain);
  const active = faults.value.filter((one) => !one.over);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (active.length) setOpen(true);
  }, [active.length > 0]);
  return html`
    <details class="faults" open=${isOpen} onToggle=${(event) => setOpen(event.currentTarget.open)}>
      <summary><${Icon} name="bolt" size="16" /> ${t("faults.title")} ${active.length > 0 && html`<span class="unread">${active.length}</span>`}</summary>
      <div class="faults-form">
        <select class="field" aria-label=${t("faults.kind")} value=${kind} onChange=${(event) => setKind(event.target.value)}>
          ${Object.keys(KINDS).map((one) => html`<option key=${one} value=${one}>${t(`faults.${one}`)}</option>`)}
        </select>
        <select class="field" aria-label=${t("faults.where")} value=${where} onChange=${(event) => setWhere(event.target.value)}>
          ${["sending", "fetching", "all"].map((one) => html`<option key=${one} value=${one}>${t(`faults.at_${one}`)}</option>`)}
        </select>
        <button class="button" onClick=${add}>${t("faults.add")}</button>
      </div>
      <${Blocking} t=${t} />
      ${faults.value.length > 0 && html`
        <ul>${faults.value.map((one, index) => html`<li key=${index} class=${one.over ? "over" : ""}>${described(one, t)}</li>`)}</ul>
        <button class="button primary" onClick=${() => remove("/faults").catch(complain)}>${t("faults.clear")}</button>`}
    </details>`;
}

function described(fault, t) {
  const [name] = Object.entries(KINDS).find(([, kind]) => kind.kind === fault.kind && !kind.seconds === (fault.times !== null)) ?? [];
  return `${name ? t(`faults.${name}`) : fault.kind} · ${t("faults.happened", { count: fault.happened })}${fault.over ? ` · ${t("faults.over")}` : ""}`;
}

function Blocking({ t }) {
  const [person, setPerson] = useState("");
  const everybody = [...people.value.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const block = async () => {
    const chat = chatsOf(Number(person)).find((one) => one.private);
    try {
      await act(Number(person), "blocks", chat);
      toast(t("faults.blocked", { name: nameOf(people.value.get(Number(person))) }));
    } catch (error) {
      complain(error);
    }
  };
  return html`
    <div class="faults-form">
      <select class="field" aria-label=${t("faults.who")} value=${person} onChange=${(event) => setPerson(event.target.value)}>
        <option value="">${t("faults.who")}</option>
        ${everybody.map((one) => html`<option key=${one.id} value=${one.id}>${nameOf(one)}</option>`)}
      </select>
      <button class="button" disabled=${!person} onClick=${block}>${t("chat.block")}</button>
    </div>`;
}
