/** What the page knows of the sandbox, as signals: whoever reads one is shown anew when it changes. */

import { batch, computed, signal } from "./html.js";

export const WIRE_KEPT = 600;

/** live, connecting or lost */
export const connection = signal("connecting");
export const bots = signal(new Map());
export const people = signal(new Map());
export const groups = signal(new Map());
export const network = signal(null);
export const tour = signal(null);
export const faults = signal([]);
export const wire = signal([]);
export const wirePaused = signal(false);
/** How far ahead of this machine's time the sandbox is: `offset` in ms; `ahead` in s, null if it can't be moved. */
export const clock = signal({ offset: 0, ahead: null });
export const everySecond = signal(Date.now());
setInterval(() => (everySecond.value = Date.now()), 1000);

/** @returns {number} the sandbox's time in ms */
export const sandboxNow = () => everySecond.value + clock.value.offset;

const chats = new Map();
export const chatCount = signal(0);

/** @param {{id: number, bot: number|null}} address */
export const keyOf = (address) => (address.bot ? `${address.bot}:${address.id}` : String(address.id));

/** One chat: a private one with a bot, or a group. Messages are there once somebody has it open. */
class Chat {
  constructor(address) {
    this.key = keyOf(address);
    this.id = address.id;
    this.bot = address.bot ?? null;
    this.messages = signal([]);
    this.loaded = signal(false);
    this.earlier = signal(false);
    this.last = signal(null);
    this.typing = signal(null);
    this.blocked = signal(false);
    this.started = signal(false);
    /** What events told while the messages were not here: by number, null if deleted. */
    this.meanwhile = new Map();
    this.loading = 0;
    this.perPerson = new Map();
  }

  /** What is so for one person in this chat: unread messages, the event they have read up to, keyboard, commands. */
  for(person) {
    if (!this.perPerson.has(person)) {
      this.perPerson.set(person, { news: signal(0), read: 0, keyboard: signal(null), commands: signal([]) });
    }
    return this.perPerson.get(person);
  }

  get private() {
    return this.bot !== null;
  }
}

/** The chat with this address, made if the page has not met it. @returns {Chat} */
export function chatAt(address) {
  const key = keyOf(address);
  if (!chats.has(key)) {
    chats.set(key, new Chat(address));
    queueMicrotask(() => (chatCount.value = chats.size));
  }
  return chats.get(key);
}

export const allChats = () => [...chats.values()];

/** The chats a person has: one with each bot, then the groups they are in. @returns {Chat[]} */
export function chatsOf(person) {
  const own = [...bots.value.values()].map((bot) => chatAt({ id: person, bot: bot.id }));
  const shared = [...groups.value.values()].filter((group) => isIn(group, person));
  return [...own, ...shared.map((group) => chatAt({ id: group.id, bot: null }))];
}

/** @param {object} group as the control API shows it */
export const isIn = (group, person) =>
  group.members.some((member) => member.user.id === person && !["left", "kicked"].includes(member.status));

/** @param {Chat} chat */
export function titleOf(chat) {
  return chat.private ? (bots.value.get(chat.bot)?.first_name ?? "") : (groups.value.get(chat.id)?.title ?? "");
}

export const nameOf = (user) => (user ? [user.first_name, user.last_name].filter(Boolean).join(" ") : "");

export const helpers = computed(() => new Map((network.value?.helpers ?? []).map((one) => [one.person_id, one])));

/** Forget everything: the sandbox was started anew. */
export function forget() {
  batch(() => {
    for (const chat of chats.values()) {
      chat.messages.value = [];
      chat.loaded.value = chat.earlier.value = false;
      chat.meanwhile.clear();
      chat.last.value = chat.typing.value = null;
      chat.blocked.value = chat.started.value = false;
      for (const one of chat.perPerson.values()) {
        one.news.value = 0;
        one.keyboard.value = null;
        one.commands.value = [];
      }
    }
    wire.value = [];
    network.value = tour.value = null;
  });
}
