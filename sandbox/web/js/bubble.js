/** One message as the app shows it. */

import { pickPlace } from "./dialogs.js";
import { Formatted } from "./entities.js";
import { html, useEffect, useRef, useState } from "./html.js";
import { Icon } from "./icons.js";
import { InlineKeyboard } from "./keyboards.js";
import { MiniMap } from "./map/mini.js";
import { memo } from "./memo.js";
import { nameOf } from "./state.js";
import { timeOf } from "./time.js";
import { towns } from "./towns.js";

const COLOURS = 7;

/** Props: message, own, named (whether its author is named), target (data of the button to press, if any), deeds, t, language, zone. */
export const Bubble = memo(function Bubble({ message, own, named, target, deeds, t, language, zone }) {
  const { wire } = message;
  const service = serviceText(wire, t);
  if (service) return html`<li class="service ${message.gone ? "gone" : ""}"><span>${service}</span></li>`;
  const classes = ["bubble-row", own ? "own" : "", message.gone ? "gone" : ""].join(" ");
  return html`
    <li class=${classes} data-message=${message.id}>
      <div class="bubble ${bare(wire) ? "bare" : ""}">
        <${Author} message=${message} own=${own} named=${named} t=${t} />
        ${wire.forward_origin && html`<div class="forwarded">${t("chat.forwarded", { from: originOf(wire.forward_origin) })}</div>`}
        ${wire.reply_to_message && html`<${Quote} wire=${wire.reply_to_message} t=${t} />`}
        <${Content} wire=${wire} own=${own} id=${message.id} deeds=${deeds} t=${t} />
        <${Stamp} wire=${wire} own=${own} changed=${message.changed && message.event} t=${t} language=${language} zone=${zone} />
      </div>
      <${InlineKeyboard} message=${message} target=${target} deeds=${deeds} t=${t} />
    </li>`;
});

/** Pictures that belong together. */
export const Album = memo(function Album({ messages, own, named, deeds, t, language, zone }) {
  const last = messages.at(-1);
  const captioned = messages.filter((one) => one.wire.caption);
  const isShared = captioned.length === 1; // or else each stands under its own picture
  return html`
    <li class="bubble-row ${own ? "own" : ""} ${messages.every((one) => one.gone) ? "gone" : ""}" data-message=${last.id}>
      <div class="bubble">
        <${Author} message=${last} own=${own} named=${named} t=${t} />
        <div class="album">${messages.map((one) => html`
          <div key=${one.id}><${Picture} wire=${one.wire} deeds=${deeds} t=${t} />${!isShared && html`<${Words} wire=${one.wire} deeds=${deeds} t=${t} />`}</div>`)}</div>
        ${isShared && html`<${Words} wire=${captioned[0].wire} deeds=${deeds} t=${t} />`}
        <${Stamp} wire=${last.wire} own=${own} t=${t} language=${language} zone=${zone} />
      </div>
    </li>`;
});

function Author({ message: { wire, author }, own, named, t }) {
  const sender = wire.sender_chat?.title ?? nameOf(wire.from);
  return html`
    <span class="visually-hidden">${own ? t("chat.you") : sender}:</span>
    ${named && html`<div class="sender colour-${author % COLOURS}" aria-hidden="true">${sender}</div>`}`;
}

const bare = (wire) => Boolean(wire.sticker);
const originOf = (origin) => nameOf(origin.sender_user) || origin.sender_user_name || origin.chat?.title || "";

function Content({ wire, own, id, deeds, t }) {
  return [
    wire.photo && html`<${Picture} wire=${wire} deeds=${deeds} t=${t} />`,
    wire.document && html`<${File} file=${wire.document} t=${t} />`,
    wire.venue && html`<${Venue} venue=${wire.venue} />`,
    wire.location && !wire.venue && html`<${Where} location=${wire.location} t=${t} />`,
    own && wire.location?.live_period && html`<${WhileLive} wire=${wire} id=${id} deeds=${deeds} t=${t} />`,
    wire.contact && html`<${ContactCard} contact=${wire.contact} t=${t} />`,
    wire.sticker && html`<div class="sticker" role="img" aria-label=${t("chat.sticker")}>🙂</div>`,
    wire.voice && html`<div class="odd">${t("chat.voice")}</div>`,
    html`<${Words} wire=${wire} deeds=${deeds} t=${t} />`,
  ];
}

function Words({ wire, deeds, t }) {
  const text = wire.text ?? wire.caption;
  if (!text) return null;
  const entities = wire.entities ?? wire.caption_entities ?? [];
  return html`
    <div class="words" dir="auto">
      <${Formatted} text=${text} entities=${entities} onCommand=${deeds.command} onLink=${deeds.link} t=${t} />
    </div>`;
}

function Stamp({ wire, own, changed, t, language, zone }) {
  const mark = useRef(null);
  useEffect(() => {
    if (changed) mark.current?.closest(".bubble-row")?.animate?.([{ filter: "brightness(.86)" }, { filter: "none" }], 700);
  }, [changed]);
  const when = new Date(wire.date * 1000);
  return html`
    <div class="stamp" ref=${mark}>
      ${wire.edit_date && html`<span>${t("chat.edited")} </span>`}
      <time datetime=${when.toISOString()}>${timeOf(when.getTime(), language, zone)}</time>
      ${own && html`<span aria-hidden="true"> ✓✓</span>`}
    </div>`;
}

function Picture({ wire, deeds, t }) {
  const [revealed, setRevealed] = useState(false);
  const size = wire.photo.at(-1);
  const url = `/sandbox/files/${size.file_unique_id}`;
  const covered = wire.has_media_spoiler && !revealed;
  const name = covered ? t("chat.picture_covered") : t("chat.picture");
  return html`
    <button class="picture ${covered ? "covered" : ""}" aria-label=${name}
      onClick=${() => (covered ? setRevealed(true) : deeds.enlarge(url))}>
      <img src=${url} width=${size.width} height=${size.height} alt="" loading="lazy" draggable=${!wire.has_protected_content} />
      ${covered && html`<span class="cover"><${Icon} name="eye" size="34" /></span>`}
      ${wire.has_protected_content && html`<span class="protected" title=${t("chat.protected")}><${Icon} name="lock" size="15" /></span>`}
    </button>`;
}

function File({ file, t }) {
  const name = file.file_name ?? t("chat.file");
  return html`
    <a class="file" href="/sandbox/files/${file.file_unique_id}" download=${name}>
      <${Icon} name="file" /><span>${name}<small>${Math.ceil((file.file_size ?? 0) / 1024)} kB</small></span>
    </a>`;
}

function Venue({ venue }) {
  return html`
    <div class="venue">
      <${MiniMap} latitude=${venue.location.latitude} longitude=${venue.location.longitude} label=${venue.title} towns=${towns} />
      <strong>${venue.title}</strong><span>${venue.address}</span>
    </div>`;
}

function Where({ location, t }) {
  const label = location.live_period ? t("chat.live_location") : t("chat.location");
  return html`
    <div class="venue">
      <${MiniMap} latitude=${location.latitude} longitude=${location.longitude} label=${label} towns=${towns} />
      <span>${label} · ${location.latitude.toFixed(4)}, ${location.longitude.toFixed(4)}</span>
    </div>`;
}

/** What somebody does who shares where they are: be elsewhere, or stop. */
function WhileLive({ wire, id, deeds, t }) {
  const move = async () => {
    const place = await pickPlace({ start: wire.location, title: t("place.title", { name: wire.from.first_name }) });
    if (place) await deeds.act("moves", { message_id: id, ...place });
  };
  return html`
    <div class="keys">
      <button class="key" onClick=${move}>${t("chat.live_move")}</button>
      <button class="key" onClick=${() => deeds.act("stops_sharing", { message_id: id })}>${t("chat.live_stop")}</button>
    </div>`;
}

function ContactCard({ contact, t }) {
  return html`
    <div class="contact">
      <span class="avatar" aria-hidden="true">${(contact.first_name ?? "?").slice(0, 1)}</span>
      <span><strong>${nameOf(contact)}</strong><br /><span class="visually-hidden">${t("chat.phone_number")} </span>${contact.phone_number}</span>
    </div>`;
}

function Quote({ wire, t }) {
  const said = wire.text ?? wire.caption ?? (wire.photo ? t("chat.picture") : wire.location ? t("chat.location") : "…");
  return html`<div class="quote"><strong>${nameOf(wire.from)}</strong><span dir="auto">${said.slice(0, 120)}</span></div>`;
}

function serviceText(wire, t) {
  const names = (users) => users.map(nameOf).join(", ");
  if (wire.new_chat_members) return t("chat.joined", { who: names(wire.new_chat_members) });
  if (wire.left_chat_member) return t("chat.left", { who: nameOf(wire.left_chat_member) });
  if (wire.pinned_message) return t("chat.pinned", { who: nameOf(wire.from) });
  if (wire.migrate_to_chat_id || wire.migrate_from_chat_id) return t("chat.migrated");
  if (wire.forum_topic_created) return wire.forum_topic_created.name;
  return null;
}
