/** Brings what a chat holds from the sandbox, piece by piece. */

import { get } from "./api.js";
import { batch } from "./html.js";

const PIECE = 120;

export const messageOf = (wire, author, event) => ({ id: wire.message_id, wire, author, event });

/** Bring a chat's latest messages, keyboard and commands as this person sees them. */
export async function load(person, chat) {
  const own = chat.for(person);
  const before = own.keyboard.value;
  chat.loading += 1;
  const found = await get(`/people/${person}/chat`, { in: chat.bot ?? chat.id, last: PIECE }).catch(() => null);
  chat.loading -= 1;
  if (!found) return;
  batch(() => {
    if (own.keyboard.value === before) own.keyboard.value = found.reply_keyboard;
    own.commands.value = found.commands;
    chat.blocked.value = found.blocked;
    chat.started.value = found.started;
    if (!chat.loaded.value) {
      chat.messages.value = withMeanwhile(chat, taken(found));
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
    chat.messages.value = [...taken(found), ...chat.messages.value];
    chat.earlier.value = found.earlier;
  });
}

const taken = (found) => found.messages.map((one) => messageOf(one.message, one.author, one.event));

/** What was on its way from the sandbox, and what events have told meanwhile: the newer of each message. */
export function withMeanwhile(chat, messages) {
  const known = new Map(messages.map((one) => [one.id, one]));
  for (const [id, message] of chat.meanwhile) {
    if (!message) known.delete(id);
    else if (known.has(id) ? known.get(id).event < message.event : id > (messages.at(-1)?.id ?? 0)) known.set(id, message);
  }
  chat.meanwhile.clear();
  return [...known.values()].sort((a, b) => a.id - b.id);
}
