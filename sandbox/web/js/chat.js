/** The messages of a chat, newest at the bottom; older ones come as one scrolls up. */

import { Album, Bubble } from "./bubble.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "./html.js";
import { Icon } from "./icons.js";
import { loadEarlier } from "./loading.js";
import { dateOf, dayOf } from "./time.js";
import { Unread } from "./unread.js";

const AT_ONCE = 80;
const NEAR_END = 80;
const FAR_FROM_END = 400;
const LOW = 0.8;

/** Props: chat, person (who looks), front (whether theirs is the phone in hand), target, deeds, t, language, zone and lang (theirs). */
export function Messages({ chat, person, front, target, deeds, t, language, zone, lang }) {
  const box = useRef(null);
  const scroll = useRef({ pinned: true, first: 0, height: 0, top: 0, last: 0, seen: 0 });
  const [, drawAgain] = useState(0);
  const [behind, setBehind] = useState(false);
  const all = chat.messages.value;
  noteLast(all, person, scroll.current);
  const from = firstShown(all, scroll.current);
  scroll.current.first = all[from]?.id ?? 0;
  const shown = all.slice(from);

  useLayoutEffect(() => {
    const at = box.current;
    if (scroll.current.growing) at.scrollTop = at.scrollHeight - scroll.current.height + scroll.current.top;
    else if (scroll.current.pinned) at.scrollTop = at.scrollHeight;
    scroll.current.growing = false;
    scroll.current.at = at.scrollTop;
    if (scroll.current.focused && document.activeElement === document.body) at.focus({ preventScroll: true });
  });

  useLayoutEffect(() => reveal(box.current), [target?.message_id, target?.data, all.at(-1)?.event]);
  useStayAtEnd(box, scroll);

  const older = async () => {
    const at = box.current;
    if (scroll.current.pinned || scroll.current.loading || (from === 0 && !chat.earlier.value)) return;
    if (from === 0) {
      scroll.current.loading = true;
      await loadEarlier(person, chat);
      scroll.current.loading = false;
    }
    const now = chat.messages.value;
    const first = now.findIndex((one) => one.id === scroll.current.first);
    Object.assign(scroll.current, { first: now[Math.max(0, first - AT_ONCE)]?.id, growing: true, height: at.scrollHeight, top: at.scrollTop });
    drawAgain((count) => count + 1);
  };
  const scrolled = () => {
    const at = box.current;
    const left = at.scrollHeight - at.scrollTop - at.clientHeight;
    const isUp = at.scrollTop < scroll.current.at; // or else it is the chat that has grown, and who was at its end stays there
    scroll.current.at = at.scrollTop;
    if (left < NEAR_END || isUp) scroll.current.pinned = left < NEAR_END;
    if (scroll.current.pinned) scroll.current.seen = scroll.current.last;
    if (below > 0 && scroll.current.pinned) drawAgain((count) => count + 1);
    if (behind !== left > FAR_FROM_END) setBehind(left > FAR_FROM_END);
    if (at.scrollTop < 200) older();
  };
  const toEnd = () => {
    scroll.current.pinned = true;
    box.current.scrollTo({ top: box.current.scrollHeight, behavior: "smooth" });
  };

  const below = scroll.current.pinned ? 0 : all.filter((one) => one.id > scroll.current.seen && one.author !== person && !one.gone).length;
  return html`
    <div class="messages-frame">
      <div class="messages" ref=${box} onScroll=${scrolled} onFocusIn=${() => (scroll.current.focused = true)}
        onFocusOut=${(event) => event.relatedTarget && (scroll.current.focused = false)} tabindex="0" role="log" aria-live=${front ? "polite" : "off"} aria-label=${t("chat.messages")}>
        ${!all.length && chat.loaded.value && html`<p class="empty">${t("chat.empty")}</p>`}
        <ol lang=${lang}>${rows(shown, { chat, person, target, deeds, t, language, zone })}</ol>
      </div>
      ${(behind || below > 0) && html`
        <button class="to-end" aria-label=${t("chat.to_end")} onClick=${toEnd}><${Icon} name="down" />${below > 0 && html`<${Unread} count=${below} t=${t} />`}</button>`}
    </div>`;
}

/** Who writes wants to see it; who is at the end has seen everything. */
function noteLast(all, person, scroll) {
  const newest = all.at(-1);
  if (scroll.last && newest?.id > scroll.last && newest.author === person) scroll.pinned = true;
  scroll.last = newest?.id ?? 0;
  if (scroll.pinned) scroll.seen = scroll.last;
}

/** Bring the button that the tour asks for into view. */
function reveal(box) {
  const key = box.querySelector(".key.awaited");
  if (!key) return;
  const [button, seen] = [key.getBoundingClientRect(), box.getBoundingClientRect()];
  const isSeen = button.top >= seen.top && button.bottom <= seen.bottom;
  if (!isSeen) box.scrollTop += button.bottom - seen.top - seen.height * LOW; // so that what it is about is seen above it
}

/** At the end of a chat only the newest are shown; who reads further up keeps what they see. */
function firstShown(all, { pinned, first }) {
  if (pinned) return Math.max(0, all.length - AT_ONCE);
  return Math.max(0, all.findIndex((one) => one.id >= first));
}

/** Pictures and keyboards that arrive later make the chat taller: stay where the reader was. */
function useStayAtEnd(box, scroll) {
  useEffect(() => {
    const at = box.current;
    const watcher = new ResizeObserver((changed) => {
      if (scroll.current.pinned) at.scrollTop = at.scrollHeight;
      if (scroll.current.pinned || changed.some((one) => one.target === at)) reveal(at);
      scroll.current.at = at.scrollTop;
    });
    watcher.observe(at);
    watcher.observe(at.querySelector("ol"));
    return () => watcher.disconnect();
  }, []);
}

function rows(messages, { chat, person, target, deeds, t, language, zone }) {
  const made = [];
  let day = "";
  let author = null;
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    const date = dateOf(message.wire.date * 1000, zone);
    if (date !== day) {
      made.push(html`<li class="service day" key=${`day ${date} ${message.id}`}><span>${dayOf(message.wire.date * 1000, language, zone)}</span></li>`);
      day = date;
      author = null;
    }
    const own = message.author === person;
    const props = { own, deeds, t, language, zone };
    const group = albumAt(messages, index);
    const named = !own && !chat.private && author !== message.author;
    if (group.length > 1) {
      made.push(html`<${Album} key=${message.id} ...${props} messages=${stable(group)} named=${named} />`);
      index += group.length - 1;
    } else {
      const wanted = target?.message_id === message.id ? target.data : null;
      made.push(html`<${Bubble} key=${message.id} ...${props} message=${message} named=${named} target=${wanted} />`);
    }
    author = message.author;
  }
  return made;
}

function albumAt(messages, index) {
  const group = messages[index].wire.media_group_id;
  let end = index + 1;
  while (group && end < messages.length && messages[end].wire.media_group_id === group) end += 1;
  return messages.slice(index, end);
}

const albums = new WeakMap();

/** The same list for the same pictures, so that an album is not made anew with each message. */
function stable(group) {
  const before = albums.get(group[0]);
  if (before && before.length === group.length && before.every((one, at) => one === group[at])) return before;
  albums.set(group[0], group);
  return group;
}
