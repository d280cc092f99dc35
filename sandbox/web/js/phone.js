/** One person's phone: whose it is, the chat it shows, and what they can do in it. */

import { act, post } from "./api.js";
import { Messages } from "./chat.js";
import { Composer } from "./composer.js";
import { enlarge } from "./dialogs.js";
import { safeUrl } from "./entities.js";
import { html, useEffect, useMemo, useRef } from "./html.js";
import { Icon } from "./icons.js";
import { called, chatOn, close, front, inFront, open, phones, placeOf } from "./phones.js";
import { bots, chatsOf, groups, isIn, nameOf, people, titleOf, tour } from "./state.js";
import { zoneOf } from "./time.js";
import { PhoneToasts } from "./toastlist.js";
import { complain, toast } from "./toasts.js";
import { Unread } from "./unread.js";

/** Props: phone ({person, chat}), t, language. */
export function Phone({ phone, t, language }) {
  const person = people.value.get(phone.person);
  const chat = chatOn(phone);
  const frame = useRef(null);
  const isFront = front.value === phone.person;
  useEffect(() => {
    if (isFront) frame.current?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [isFront, called.value, phones.value.length]);
  const deeds = useMemo(() => chat && deedsIn(phone.person, chat, t), [phone.person, chat, t]);
  if (!person) return null;
  const target = targetIn(phone.person, chat);
  const toFront = () => (inFront.value = phone.person);
  const moved = (event) => event.relatedTarget && toFront(); // a focus that comes from nowhere was only given back
  const putAway = () => {
    close(phone.person);
    requestAnimationFrame(() => document.querySelector(".phone.front textarea, #table")?.focus());
  };
  return html`
    <section class="phone ${isFront ? "front" : ""} ${target ? "awaited-phone" : ""}" ref=${frame} aria-label=${t("phone.of", { name: nameOf(person) })}
      onPointerDown=${toFront} onFocusIn=${moved}>
      <header class="owner">
        <${Avatar} user=${person} />
        <div class="owner-name"><h2>${nameOf(person)}</h2><small>${aboutPerson(person, t)}</small></div>
        <button class="button quiet icon" aria-label=${t("phone.close", { name: nameOf(person) })} onClick=${putAway}><${Icon} name="close" size="18" /></button>
      </header>
      <${ChatTabs} person=${phone.person} chat=${chat} t=${t} />
      <${PhoneToasts} person=${phone.person} />
      ${chat
        ? html`
          <${ChatHead} person=${phone.person} chat=${chat} t=${t} />
          <${Messages} key=${chat.key} chat=${chat} person=${phone.person} front=${isFront} target=${target} deeds=${deeds} t=${t} language=${language} zone=${zoneOf(person)} lang=${person.language_code} />
          <${Composer} key=${`to ${chat.key}`} person=${person} chat=${chat} deeds=${deeds} t=${t} />`
        : html`<p class="empty">${t("phone.nothing")}</p>`}
    </section>`;
}

function targetIn(person, chat) {
  const awaited = tour.value?.phase === "yours" ? tour.value.target : null;
  if (!awaited || !chat || awaited.person !== person) return null;
  return awaited.chat === (chat.private ? chat.bot : chat.id) ? awaited : null;
}

/** What is known of somebody: their town, their groups, their language. */
export function aboutPerson(person, t) {
  const titles = [...groups.value.values()].filter((group) => isIn(group, person.id)).map((group) => group.title);
  const language = person.language_code ? t.languageName(person.language_code) : "";
  return [titles.length ? titles.join(", ") : placeOf(person.id), language].filter(Boolean).join(" · ");
}

export function Avatar({ user }) {
  const letters = [user.first_name, user.last_name].filter(Boolean).map((name) => [...name][0]).join("");
  return html`<span class="avatar colour-${user.id % 7}" aria-hidden="true">${letters}</span>`;
}

function ChatTabs({ person, chat, t }) {
  const all = chatsOf(person);
  if (all.length < 2) return null;
  return html`
    <nav class="chat-tabs" aria-label=${t("phone.chats")}>
      ${all.map((one) => {
        const news = one.for(person).news.value;
        return html`
          <button class="chat-tab" key=${one.key} aria-pressed=${one === chat} onClick=${() => open(person, one.key)}>
            <${Icon} name=${one.private ? "bot" : "people"} size="15" /><span>${titleOf(one)}</span>
            ${news > 0 && html`<${Unread} count=${news} t=${t} />`}
          </button>`;
      })}
    </nav>`;
}

function ChatHead({ person, chat, t }) {
  const typing = chat.typing.value;
  const blocked = chat.blocked.value;
  const block = () => act(person, blocked ? "unblocks" : "blocks", chat).catch(complain);
  return html`
    <div class="chat-head">
      <div>
        <h3>${titleOf(chat)}</h3>
        <small aria-live="polite">${typing ? t(`chat.doing_${typing.action}`, {}, "chat.doing_typing") : aboutChat(chat, t)}</small>
      </div>
      ${chat.private && html`<button class="button quiet" aria-pressed=${blocked} onClick=${block}>${blocked ? t("chat.unblock") : t("chat.block")}</button>`}
    </div>`;
}

function aboutChat(chat, t) {
  if (chat.private) return t("chat.bot");
  const group = groups.value.get(chat.id);
  return t("chat.members", { count: group?.members.filter((one) => !["left", "kicked"].includes(one.status)).length ?? 0 });
}

/** What tapping does in this chat. The same object as long as the chat is the same. */
function deedsIn(person, chat, t) {
  const doing = (action, body) => act(person, action, chat, body).catch(complain);
  return {
    enlarge,
    say: (text) => act(person, "says", chat, { text }),
    act: doing,
    command: (text) => doing("says", { text }),
    link: ({ url, copy }) => (copy ? copied(person, copy, t) : opened(person, url)),
    tap: (message, button, element) => tap({ person, chat, message, button, element, t }),
  };
}

async function tap({ person, chat, message, button, element, t }) {
  if (button.copy_text) return copied(person, button.copy_text.text, t);
  if (button.url) {
    const url = safeUrl(button.url);
    if (url && !opened(person, url)) window.open(url, "_blank", "noopener,noreferrer");
    return;
  }
  if (button.callback_data == null) return toast(t("chat.cannot_tap"), "wrong", person);
  element.classList.add("waiting");
  try {
    await act(person, "taps", chat, { message_id: message.id, data: button.callback_data, wait: false });
  } catch (error) {
    complain(error);
  } finally {
    element.classList.remove("waiting");
  }
}

function copied(person, text, t) {
  navigator.clipboard?.writeText(text).catch(() => undefined);
  toast(t("chat.copied", { text }), "note", person);
  return true;
}

/** Follow a link that leads into this Telegram. Returns whether it does. */
function opened(person, url) {
  const { hostname, pathname } = new URL(url);
  const name = pathname.slice(1);
  const known = [...bots.value.values()].some((bot) => bot.username === name) || name.startsWith("+");
  if (hostname !== "t.me" || !known) return false;
  post(`/people/${person}/opens`, { link: url }).then(() => open(person), complain);
  return true;
}
