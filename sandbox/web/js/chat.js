/** The messages of a chat, newest at the bottom; older ones come as one scrolls up. */

import { Album, Bubble } from "./bubble.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "./html.js";
import { Icon } from "./icons.js";
import { loadEarlier } from "./loading.js";
import { dateOf, dayOf } from "./time.js";

const AT_ONCE = 80;
const NEAR_END = 80;

/** Props: chat, person (who looks), front (whether theirs is the phone in hand), target, deeds, t, language, lang (theirs). */
export function Messages({ chat, person, front, target, deeds, t, language, lang }) {
  const box = useRef(null);
  const scroll = useRef({ pinned: true, first: 0, height: 0, top: 0 });
  const [, drawAgain] = useState(0);
  const [behind, setBehind] = useState(false);
  const all = chat.messages.value;
  const from = firstShown(all, scroll.current);
  scroll.current.first = all[from]?.id ?? 0;
  const shown = all.slice(from);

  useLayoutEffect(() => {
    const at = box.current;
    if (scroll.current.growing) at.scrollTop = at.scrollHeight - scroll.current.height + scroll.current.top;
    else if (scroll.current.pinned) at.scrollTop = at.scrollHeight;
    scroll.current.growing = false;
    if (scroll.current.focused && document.activeElement === document.body) at.focus({ preventScroll: true });
  });

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
    scroll.current.pinned = left < NEAR_END;
    if (behind !== left > 400) setBehind(left > 400);
    if (at.scrollTop < 200) older();
  };
  const toEnd = () => {
    scroll.current.pinned = true;
    box.current.scrollTo({ top: box.current.scrollHeight, behavior: "smooth" });
  };

  return html`
    <div class="messages-frame">
      <div class="messages" ref=${box} onScroll=${scrolled} onFocusIn=${() => (scroll.current.focused = true)}
        onFocusOut=${(event) => event.relatedTarget && (scroll.current.focused = false)} tabindex="0" role="log" aria-live=${front ? "polite" : "off"} aria-label=${t("chat.messages")}>
        ${!all.length && chat.loaded.value && html`<p class="empty">${t("chat.empty")}</p>`}
        <ol lang=${lang}>${rows(shown, { chat, person, target, deeds, t, language })}</ol>
      </div>
      ${behind && html`<button class="to-end" aria-label=${t("chat.to_end")} onClick=${toEnd}><${Icon} name="down" /></button>`}
    </div>`;
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
    const watcher = new ResizeObserver(() => {
      if (scroll.current.pinned) at.scrollTop = at.scrollHeight;
    });
    watcher.observe(at);
    watcher.observe(at.querySelector("ol"));
    return () => watcher.disconnect();
  }, []);
}

function rows(messages, { chat, person, target, deeds, t, language }) {
  const made = [];
  let day = "";
  let author = null;
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    const date = dateOf(message.wire.date * 1000);
    if (date !== day) {
      made.push(html`<li class="service day" key=${`day ${date} ${message.id}`}><span>${dayOf(message.wire.date * 1000, language)}</span></li>`);
      day = date;
      author = null;
    }
    const own = message.author === person;
    const props = { own, deeds, t, language };
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
