/** Follows the sandbox: one snapshot, then every event; again after the connection was lost. */

import { get } from "./api.js";
import { batch } from "./html.js";
import { isShown, openPhones } from "./phones.js";
import {
  WIRE_KEPT, bots, chatAt, clock, connection, faults, forget, groups, network, people, tour, wire, wirePaused,
} from "./state.js";
import { showAnswer } from "./toasts.js";

const PIECE = 120;
const LONG_TYPING_MS = 5000;
const FADING_MS = 350;
const KINDS = [
  "message", "edited_message", "deleted", "keyboard", "action", "answer", "call", "update", "person", "group", "member",
  "clock", "map", "tour", "faults",
];

let boot = null;
let waiting = [];
let ready = false;
let scheduled = false;

/** Begin to follow. */
export function follow() {
  const source = new EventSource("/sandbox/events");
  source.addEventListener("hello", () => begin());
  source.onerror = () => {
    ready = false;
    connection.value = "lost";
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 1000);
  };
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => {
      waiting.push({ number: Number(event.lastEventId), kind, data: event.data });
      schedule();
    });
  }
}

async function begin() {
  ready = false;
  try {
    const found = await get("/snapshot");
    if (boot !== null && found.boot !== boot) forget();
    const restarted = boot !== found.boot;
    boot = found.boot;
    batch(() => take(found));
    waiting = waiting.filter((event) => event.number > found.event);
    ready = true;
    connection.value = "live";
    if (restarted) openPhones.restore();
    await Promise.all(openPhones.shown().map(({ person, chat }) => load(person, chat, { anew: true })));
    schedule();
    if (found.map) network.value = await get("/map");
  } catch {
    connection.value = "lost";
    setTimeout(begin, 1000);
  }
}

function take(found) {
  bots.value = byId(found.bots);
  people.value = byId(found.people);
  groups.value = byId(found.groups);
  faults.value = found.faults;
  tour.value = found.tour;
  takeClock(found.clock);
  for (const one of found.chats) {
    const chat = chatAt({ id: one.chat.id, bot: one.bot });
    chat.blocked.value = one.blocked;
    chat.started.value = one.started;
    chat.last.value = one.last && messageOf(one.last.message, one.last.author, one.last.event);
    for (const [person, news] of Object.entries(one.news)) chat.for(Number(person)).news.value = news;
  }
}

const byId = (list) => new Map(list.map((one) => [one.id, one]));
const messageOf = (wire, author, event) => ({ id: wire.message_id, wire, author, event });

function takeClock({ now, ahead }) {
  clock.value = { offset: new Date(now).getTime() - Date.now(), ahead };
}

function schedule() {
  if (scheduled || !ready) return;
  scheduled = true;
  const run = () => {
    scheduled = false;
    const events = waiting;
    waiting = [];
    batch(() => events.forEach(apply));
  };
  if (document.hidden) setTimeout(run, 100);
  else requestAnimationFrame(run);
}

function apply({ kind, data }) {
  const body = JSON.parse(data);
  HANDLERS[kind]?.(body);
}

const HANDLERS = {
  message: arrive,
  edited_message: change,
  deleted: ({ chat, message_id }) => vanish(chatAt(chat), message_id),
  keyboard: ({ chat, person, reply_keyboard }) => (chatAt(chat).for(person).keyboard.value = reply_keyboard),
  action: ({ chat, author, action }) => type(chatAt(chat), author, action),
  answer: showAnswer,
  call: (call) => record({ direction: "call", title: call.method, status: call.status, body: call }),
  update: ({ bot, update }) => record({ direction: "update", title: kindOf(update), bot, body: update }),
  person: () => refreshRoster(),
  group: () => refreshRoster(),
  member: (body) => memberChanged(body),
  clock: takeClock,
  map: (shown) => (network.value = shown),
  tour: (state) => (tour.value = state),
  faults: (body) => (faults.value = body.faults),
};

function arrive({ chat: address, message: wire, author, event }) {
  const chat = chatAt(address);
  const message = messageOf(wire, author, event);
  chat.started.value = true;
  chat.last.value = message;
  if (chat.typing.value?.author === author) chat.typing.value = null;
  if (chat.loaded.value) {
    if (!chat.messages.value.some((one) => one.id === message.id)) chat.messages.value = [...chat.messages.value, message];
  }
  for (const person of readersOf(chat)) {
    if (person !== author && !isShown(person, chat)) chat.for(person).news.value += 1;
  }
}

function readersOf(chat) {
  if (chat.private) return [chat.id];
  return (groups.value.get(chat.id)?.members ?? []).map((member) => member.user.id).filter((id) => people.value.has(id));
}

function change({ chat: address, message: wire, author, event }) {
  const chat = chatAt(address);
  const message = { ...messageOf(wire, author, event), changed: true };
  if (chat.last.value?.id === message.id) chat.last.value = message;
  chat.messages.value = chat.messages.value.map((one) => (one.id === message.id && one.event < event ? message : one));
}

function vanish(chat, id) {
  chat.deletedWhileLoading.add(id);
  if (chat.last.value?.id === id) chat.last.value = chat.messages.value.findLast((one) => one.id !== id && !one.gone) ?? null;
  if (!chat.messages.value.some((one) => one.id === id)) return;
  chat.messages.value = chat.messages.value.map((one) => (one.id === id ? { ...one, gone: true } : one));
  setTimeout(() => (chat.messages.value = chat.messages.value.filter((one) => one.id !== id)), FADING_MS);
}

function type(chat, author, action) {
  const typing = { author, action };
  chat.typing.value = typing;
  setTimeout(() => {
    if (chat.typing.value === typing) chat.typing.value = null;
  }, LONG_TYPING_MS);
}

const kindOf = (update) => Object.keys(update).find((name) => name !== "update_id") ?? "update";
let wireNumber = 0;

function record(entry) {
  if (wirePaused.value) return;
  const kept = wire.value.length >= WIRE_KEPT ? wire.value.slice(-WIRE_KEPT * 0.8) : wire.value;
  wire.value = [...kept, { number: ++wireNumber, at: Date.now() + clock.value.offset, ...entry }];
}

function memberChanged({ chat, new_chat_member: member }) {
  if (chat.type === "private") chatAt({ id: chat.id, bot: member.user.id }).blocked.value = member.status === "kicked";
  else refreshRoster();
}

let refreshing = null;

function refreshRoster() {
  refreshing ??= setTimeout(async () => {
    refreshing = null;
    const found = await get("/state").catch(() => null);
    if (!found) return;
    batch(() => {
      people.value = byId(found.people);
      groups.value = byId(found.groups);
    });
  }, 50);
}

/** Bring a chat's latest messages, keyboard and commands as this person sees them. */
export async function load(person, chat, { anew = false } = {}) {
  chat.deletedWhileLoading.clear();
  const found = await get(`/people/${person}/chat`, { in: chat.bot ?? chat.id, last: PIECE }).catch(() => null);
  if (!found) return;
  batch(() => {
    const own = chat.for(person);
    own.keyboard.value = found.reply_keyboard;
    own.commands.value = found.commands;
    chat.blocked.value = found.blocked;
    chat.started.value = found.started;
    if (anew || !chat.loaded.value) {
      chat.messages.value = taken(chat, found);
      chat.earlier.value = found.earlier;
      chat.loaded.value = true;
    }
  });
}

/** Bring what was written before the oldest message that is here. */
export async function loadEarlier(person, chat) {
  const oldest = chat.messages.value[0];
  if (!oldest || !chat.earlier.value) return;
  const query = { in: chat.bot ?? chat.id, last: PIECE, before: oldest.id };
  const found = await get(`/people/${person}/chat`, query).catch(() => null);
  if (!found || chat.messages.value[0]?.id !== oldest.id) return;
  batch(() => {
    chat.messages.value = [...taken(chat, found), ...chat.messages.value];
    chat.earlier.value = found.earlier;
  });
}

const taken = (chat, found) =>
  found.messages
    .filter((one) => !chat.deletedWhileLoading.has(one.message.message_id))
    .map((one) => messageOf(one.message, one.author, one.event));
