/** Writing, and everything else one sends: pictures, one's number, a place. */

import { base64 } from "./api.js";
import { pickPlace } from "./dialogs.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "./html.js";
import { Icon } from "./icons.js";
import { ReplyKeyboard } from "./keyboards.js";
import { load } from "./loading.js";
import { sampleCard, samplePortrait } from "./pictures.js";
import { helpers } from "./state.js";
import { complain, toast } from "./toasts.js";

const LONGEST = 4096;
const AN_HOUR_S = 3600;
const LARGEST_PHOTO = 10 * 1024 * 1024;

/** Props: person, chat, deeds, t. */
export function Composer({ person, chat, deeds, t }) {
  const [text, setText] = useState("");
  const [menu, setMenu] = useState(null);
  const [keysShown, setKeysShown] = useState(true);
  const field = useRef(null);
  const own = chat.for(person.id);
  const keyboard = own.keyboard.value;
  useEffect(() => setKeysShown(true), [keyboard]);
  useClosing(menu, setMenu);

  if (chat.blocked.value) return html`<div class="composer"><p class="note">${t("chat.blocked_note")}</p></div>`;
  if (chat.private && !chat.started.value) {
    return html`<div class="composer"><button class="button primary wide" onClick=${() => deeds.command("/start")}>${t("chat.start")}</button></div>`;
  }

  const send = async () => {
    const said = text.trim();
    if (!said) return;
    setText("");
    try {
      await deeds.say(said);
    } catch (error) {
      setText(said);
      complain(error);
    }
  };
  const typed = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  };
  const showCommands = () => {
    if (menu !== "commands") load(person.id, chat);
    setMenu(menu === "commands" ? null : "commands");
  };
  const key = (pressed) => pressKey({ key: pressed, keyboard, person, deeds, t });

  return html`
    <div class="composer">
      ${menu === "commands" && html`<${Commands} commands=${own.commands.value} t=${t} onChoose=${(command) => { setMenu(null); deeds.command(`/${command}`); }} />`}
      ${menu === "attach" && html`<${Attach} person=${person} chat=${chat} deeds=${deeds} t=${t} onDone=${() => setMenu(null)} />`}
      <div class="write">
        <button class="button quiet icon" aria-label=${t("chat.attach")} aria-expanded=${menu === "attach"} onClick=${() => setMenu(menu === "attach" ? null : "attach")}><${Icon} name="clip" /></button>
        <textarea ref=${field} rows="1" maxlength=${LONGEST} dir="auto" value=${text} onInput=${(event) => setText(event.target.value)} onKeyDown=${typed}
          aria-label=${t("chat.write_as", { name: person.first_name })} placeholder=${keyboard?.input_field_placeholder || t("chat.write")}></textarea>
        ${keyboard && html`<button class="button quiet icon" aria-label=${t("chat.keyboard")} aria-pressed=${keysShown} onClick=${() => setKeysShown(!keysShown)}><${Icon} name="keyboard" /></button>`}
        <button class="button quiet icon" aria-label=${t("chat.commands")} aria-expanded=${menu === "commands"} onClick=${showCommands}><${Icon} name="slash" /></button>
        <button class="button primary icon" aria-label=${t("chat.send")} disabled=${!text.trim()} onClick=${send}><${Icon} name="send" /></button>
      </div>
      ${keyboard && keysShown && html`<${ReplyKeyboard} markup=${keyboard} onKey=${key} t=${t} />`}
    </div>`;
}

function useClosing(menu, setMenu) {
  useLayoutEffect(() => {
    if (!menu) return undefined;
    const closing = (event) => event.key === "Escape" && setMenu(null);
    document.addEventListener("keydown", closing);
    return () => document.removeEventListener("keydown", closing);
  }, [menu]);
}

async function pressKey({ key, person, deeds, t }) {
  if (key.request_location) return share(person, deeds, t, { by_key: true });
  return deeds.act("taps", { button: key.text });
}

async function share(person, deeds, t, more = {}) {
  const place = await pickPlace({ start: startOf(person), title: t("place.title", { name: person.first_name }) });
  if (place) await deeds.act("shares_location", { ...place, ...more });
}

function startOf(person) {
  const spot = helpers.value.get(person.id)?.spots[0];
  if (person.location) return { latitude: person.location[0], longitude: person.location[1] };
  return spot ? { latitude: spot.latitude, longitude: spot.longitude } : null;
}

function Commands({ commands, onChoose, t }) {
  if (!commands.length) return html`<div class="sheet"><p class="note">${t("chat.no_commands")}</p></div>`;
  return html`
    <ul class="sheet commands" aria-label=${t("chat.commands")}>
      ${commands.map((one) => html`
        <li key=${one.command}><button onClick=${() => onChoose(one.command)}><b>/${one.command}</b> <span>${one.description}</span></button></li>`)}
    </ul>`;
}

function Attach({ person, chat, deeds, t, onDone }) {
  const chosen = (event) => sendFile(event.target.files[0], deeds, t).then(onDone);
  const sample = (draw) => async () => {
    onDone();
    await deeds.act("sends_photo", { data: await base64(await draw(person, digitsIn(chat))) });
  };
  const act = (deed) => async () => {
    onDone();
    await deed();
  };
  return html`
    <ul class="sheet attach" aria-label=${t("chat.attach")}>
      <li><button onClick=${sample(sampleCard)}><${Icon} name="card" /> ${t("attach.card")}</button></li>
      <li><button onClick=${sample(samplePortrait)}><${Icon} name="portrait" /> ${t("attach.portrait")}</button></li>
      <li><label><${Icon} name="picture" /> ${t("attach.photo")}<input class="visually-hidden" type="file" accept="image/*" onChange=${chosen} /></label></li>
      <li><button disabled=${!person.phone} onClick=${act(() => deeds.act("shares_contact"))}><${Icon} name="contact" /> ${t("attach.contact")}</button></li>
      <li><button onClick=${act(() => share(person, deeds, t))}><${Icon} name="pin" /> ${t("attach.place")}</button></li>
      <li><button onClick=${act(() => share(person, deeds, t, { live_period: AN_HOUR_S }))}><${Icon} name="live" /> ${t("attach.live_place")}</button></li>
    </ul>`;
}

async function sendFile(file, deeds, t) {
  if (!file) return;
  if (file.size > LARGEST_PHOTO) return toast(t("attach.too_large"), "wrong");
  await deeds.act("sends_photo", { data: await base64(file) });
}

/** The four digits that the bot has asked for last. */
function digitsIn(chat) {
  for (const { wire, author } of [...chat.messages.value].reverse()) {
    const found = author === chat.bot && (wire.text ?? wire.caption ?? "").match(/(?<!\d)\d{4}(?!\d)/g);
    if (found) return found.at(-1);
  }
  return "0000";
}
