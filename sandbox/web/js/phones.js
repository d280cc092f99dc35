/** Which phones lie on the table, and which chat each of them shows. */

import { act } from "./api.js";
import { computed, signal } from "./html.js";
import { language } from "./i18n.js";
import { load } from "./loading.js";
import { allChats, chatsOf, connection, groups, helpers, isIn, people } from "./state.js";

const KEPT_AS = "sandbox.phones";
const AT_FIRST = 2;
const READING_MS = 400;

/** [{person, chat: key}], from left to right */
export const phones = signal([]);
/** Whose phone was taken last. */
export const inFront = signal(null);
/** Counts how often phones were laid out: the one in front is to be seen then, even if it was in front before. */
export const called = signal(0);
/** Whose phone a narrow page shows. */
export const front = computed(() => {
  const all = phones.value.map((phone) => phone.person);
  return all.includes(inFront.value) ? inFront.value : all[0];
});

export const openPhones = {
  /** What was on the table before the page was loaded anew, or else who reads as the visitor does and has most to show. */
  restore() {
    telling.forEach(clearTimeout);
    telling.clear();
    const kept = remembered().filter((one) => people.value.has(one.person));
    phones.value = [];
    const chosen = kept.length ? kept : interesting().map((person) => ({ person }));
    for (const { person, chat } of chosen) open(person, chat, { quietly: true });
    inFront.value = (phones.value.find((one) => !isStaff(one.person)) ?? phones.value[0])?.person ?? null; // an offer says what all this is
  },

  /** Bring what came while the connection was lost. */
  refresh() {
    for (const { person, chat } of this.shown()) {
      markRead(person, chat);
      load(person, chat);
    }
  },

  /** The chats that are on some phone now. @returns {{person: number, chat: object}[]} */
  shown() {
    return phones.value.map((phone) => ({ person: phone.person, chat: chatOn(phone) })).filter((one) => one.chat);
  },
};

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS) ?? "[]");
  } catch {
    return [];
  }
}

function interesting() {
  const spoken = (person) => allChats().find((chat) => chat.private && chat.id === person && chat.last.value);
  const buttons = (person) => spoken(person)?.last.value.wire.reply_markup?.inline_keyboard.flat() ?? [];
  const urgency = (person) => [
    people.value.get(person).language_code === language.value,
    buttons(person).some((button) => button.style === "success"),
    isStaff(person),
    buttons(person).length > 0,
    Boolean(spoken(person)),
  ].reduce((sum, fact, index) => sum + (fact ? 16 >> index : 0), 0);
  const newest = (person) => spoken(person)?.last.value.event ?? 0;
  const all = [...people.value.keys()].sort((a, b) => urgency(b) - urgency(a) || newest(b) - newest(a));
  const staff = all.find((person) => isStaff(person) && spoken(person));
  const helper = all.find((person) => !isStaff(person));
  return [...new Set([staff, helper, ...all])].filter(Boolean).slice(0, AT_FIRST);
}

/** Whether somebody is in a group, as those are who work for the network. */
export const isStaff = (person) => [...groups.value.values()].some((group) => isIn(group, person));

/** The chat that a phone shows. */
export function chatOn(phone) {
  const all = chatsOf(phone.person);
  return all.find((chat) => chat.key === phone.chat) ?? all[0] ?? null;
}

/** Whether this person has this chat before their eyes. */
export const isShown = (person, chat) =>
  !document.hidden && phones.value.some((phone) => phone.person === person && chatOn(phone)?.key === chat.key);

/** Put somebody's phone on the table, showing this chat (or the one it showed last), and bring it to the front. */
export function open(person, chatKey = null, { quietly = false } = {}) {
  const here = phones.value.find((phone) => phone.person === person);
  const phone = { person, chat: chatKey ?? here?.chat ?? bestChat(person)?.key ?? null };
  phones.value = here ? phones.value.map((one) => (one === here ? phone : one)) : [...phones.value, phone];
  if (!quietly) bring(person);
  keep();
  const chat = chatOn(phone);
  if (chat) {
    markRead(person, chat);
    load(person, chat);
  }
}

/** To the front, and into view. */
export function bring(person) {
  inFront.value = person;
  called.value += 1;
}

const telling = new Map();

/** Nothing in this chat is news to them any more. The sandbox hears of it a little later, once for many messages. */
export function markRead(person, chat) {
  const own = chat.for(person);
  own.news.value = 0;
  own.read = chat.last.value?.event ?? 0;
  const key = `${person} ${chat.key}`;
  if (telling.has(key)) return;
  const tell = () => {
    telling.delete(key);
    if (connection.value === "live") act(person, "reads", chat, { up_to: own.read }).catch(() => undefined);
  };
  telling.set(key, setTimeout(tell, READING_MS));
}

const keep = () => localStorage.setItem(KEPT_AS, JSON.stringify(phones.value));

const bestChat = (person) => {
  const all = chatsOf(person);
  return all.find((chat) => chat.started.value) ?? all.find((chat) => !chat.private) ?? all[0];
};

/** Take a phone off the table. */
export function close(person) {
  const index = phones.value.findIndex((phone) => phone.person === person);
  phones.value = phones.value.filter((phone) => phone.person !== person);
  keep();
  if (inFront.value === person) inFront.value = (phones.value[index] ?? phones.value.at(-1))?.person ?? null;
}

/** Lay these phones first, in this order; those that were there follow. */
export function show(list) {
  for (const person of list) open(person, null, { quietly: true });
  const place = ({ person }) => (list.includes(person) ? list.indexOf(person) : list.length);
  phones.value = phones.value.toSorted((a, b) => place(a) - place(b));
}

/** Read what came while the page was in the background. */
document.addEventListener("visibilitychange", () => {
  for (const { person, chat } of openPhones.shown()) if (!document.hidden) markRead(person, chat);
});

export const unreadOf = (person) => chatsOf(person).reduce((sum, chat) => sum + chat.for(person).news.value, 0);
export const placeOf = (person) => helpers.value.get(person)?.spots[0]?.name ?? "";
