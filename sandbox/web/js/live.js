/** Follows the sandbox: one snapshot, then every event; again after the connection was lost. */

import { get } from "./api.js";
import { batch } from "./html.js";
import { translator } from "./i18n.js";
import { messageOf } from "./loading.js";
import { isShown, markRead, openPhones } from "./phones.js";
import {
  WIRE_KEPT, allChats, bots, chatAt, clock, connection, faults, forget, groups, network, people, tour, wire, wirePaused,
} from "./state.js";
import { showAnswer, toast } from "./toasts.js";

const LONG_TYPING_MS = 5000;
const FADING_MS = 350;
const KINDS = [
  "message", "edited_message", "deleted", "read", "keyboard", "action", "answer", "call", "update", "person", "group", "member",
  "clock", "map", "tour", "faults",
];

let boot = null;
let waiting = [];
let ready = false;
let since = 0;
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
    if (boot !== null && found.boot !== boot) {
      forget();
      recorded = 0;
      toast(translator.value("top.anew"));
    }
    const restarted = boot !== found.boot;
    boot = found.boot;
    batch(() => take(found));
    since = found.event;
    ready = true;
    connection.value = "live";
    if (restarted) openPhones.restore();
    else openPhones.refresh();
    schedule();
    if (found.map) get("/map").then((shown) => (network.value = shown), () => undefined);
  } catch (error) {
    console.warn(error);
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
  for (const { kind, body, number } of found.wire) record(kind, body, number);
  for (const chat of allChats()) chat.loaded.value = false; // what came meanwhile is not in it
  for (const one of found.chats) {
    const chat = chatAt({ id: one.chat.id, bot: one.bot });
    chat.blocked.value = one.blocked;
    chat.started.value = one.started;
    chat.last.value = one.last && messageOf(one.last.message, one.last.author, one.last.event);
    for (const [person, news] of Object.entries(one.news)) chat.for(Number(person)).news.value = news;
  }
}

const byId = (list) => new Map(list.map((one) => [one.id, one]));

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

function apply({ number, kind, data }) {
  if (number <= since) return; // the snapshot has it already
  try {
    HANDLERS[kind]?.(JSON.parse(data), number);
  } catch (error) {
    console.error(kind, error);
  }
}

const HANDLERS = {
  message: arrive,
  edited_message: change,
  deleted: ({ chat, message_id, missed_by }) => vanish(chatAt(chat), message_id, missed_by),
  read: ({ chat, person, news }) => haveRead(chatAt(chat), person, news),
  keyboard: ({ chat, person, reply_keyboard }) => (chatAt(chat).for(person).keyboard.value = reply_keyboard),
  action: ({ chat, author, action }) => type(chatAt(chat), author, action),
  answer: showAnswer,
  call: (body, number) => record("call", body, number),
  update: (body, number) => record("update", body, number),
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
  if (chat.loaded.value) chat.messages.value = [...chat.messages.value.filter((one) => one.id !== message.id), message];
  else if (chat.loading) chat.meanwhile.set(message.id, message);
  for (const person of readersOf(chat)) {
    if (isShown(person, chat)) markRead(person, chat);
    else if (person !== author) chat.for(person).news.value += 1;
  }
}

/** `left`: how many messages have come since; who looks at the chat reads these too. */
function haveRead(chat, person, left) {
  chat.for(person).news.value = isShown(person, chat) ? 0 : left;
}

function readersOf(chat) {
  if (chat.private) return [chat.id];
  return (groups.value.get(chat.id)?.members ?? []).map((member) => member.user.id).filter((id) => people.value.has(id));
}

function change({ chat: address, message: wire, author, event }) {
  const chat = chatAt(address);
  const message = { ...messageOf(wire, author, event), changed: true };
  if (chat.last.value?.id === message.id) chat.last.value = message;
  if (chat.loaded.value) chat.messages.value = chat.messages.value.map((one) => (one.id === message.id && one.event < event ? message : one));
  else if (chat.loading) chat.meanwhile.set(message.id, message);
}

function vanish(chat, id, missedBy) {
  for (const person of missedBy) {
    const { news } = chat.for(person);
    news.value = Math.max(0, news.value - 1);
  }
  if (chat.loading) chat.meanwhile.set(id, null);
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
let recorded = 0;

/** A call or an update, for the wire. */
function record(kind, { at, ...told }, number) {
  if (number <= recorded) return;
  recorded = number;
  if (wirePaused.value) return;
  const what = kind === "call" ? { title: told.method, status: told.status, body: told } : { title: kindOf(told.update), bot: told.bot, body: told.update };
  const entry = { number, at: new Date(at).getTime(), direction: kind, times: 1, ...what };
  const before = wire.value.at(-1);
  const kept = wire.value.length >= WIRE_KEPT ? wire.value.slice(-WIRE_KEPT * 0.8) : wire.value;
  wire.value = isAgain(entry, before) ? [...kept.slice(0, -1), { ...entry, number: before.number, times: before.times + 1 }] : [...kept, entry];
}

/** Whether the bot has asked once more for updates, with the same answer. */
const isAgain = (entry, before) =>
  entry.title === "getUpdates" && before?.title === "getUpdates" && entry.status === before.status && isNothing(entry) && isNothing(before);
const isNothing = ({ body }) => !body.result?.length;

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
