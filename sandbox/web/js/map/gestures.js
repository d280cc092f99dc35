/** Hands, wheels and keys on a map. */

const TAP_PX = 6;
const WHEEL_PX = 420; // of scrolling for a factor of 2
const LINE_PX = 18;
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const ARROW_PX = 90;

/**
 * @param {HTMLElement} element takes the pointer and has the focus
 * @param {import("./stage.js").Stage} stage
 * @param {{onTap?: (at) => void, onHover?: (at: {x, y}|null) => void, onGrab?: (at) => ((at) => void)|null,
 *   onArrow?: (dx: number, dy: number, isLarge: boolean) => void, onHome?: () => void}} does `onGrab`
 *   may return what follows the pointer instead of the map
 * @returns {() => void} to stop listening
 */
export function listen(element, stage, does = {}) {
  const stop = new AbortController();
  const on = (name, listener, options) => element.addEventListener(name, listener, { signal: stop.signal, ...options });
  const hand = new Hand(element, stage, does);
  on("pointerdown", (event) => hand.down(event));
  on("pointermove", (event) => hand.move(event));
  on("pointerup", (event) => hand.up(event));
  on("pointercancel", (event) => hand.up(event, true));
  on("pointerleave", () => does.onHover?.(null));
  on("dblclick", (event) => stage.zoom(2, hand.at(event), 260));
  const around = element.parentElement; // a wheel turns the map also over what stands on it
  around.addEventListener("wheel", (event) => wheel(event, stage, hand), { signal: stop.signal, passive: false });
  on("keydown", (event) => key(event, stage, does));
  return () => stop.abort();
}

class Hand {
  constructor(element, stage, does) {
    Object.assign(this, { element, stage, does, fingers: new Map(), carried: null, isTap: false, speed: null });
  }

  at({ clientX, clientY }) {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  down(event) {
    if (event.button) return;
    this.element.setPointerCapture(event.pointerId);
    this.element.focus({ preventScroll: true });
    const at = this.at(event);
    this.fingers.set(event.pointerId, at);
    this.isTap = this.fingers.size === 1;
    this.start = at;
    this.speed = { x: 0, y: 0, when: event.timeStamp };
    this.carried = this.isTap ? (this.does.onGrab?.(at) ?? null) : null;
  }

  move(event) {
    const at = this.at(event);
    const before = this.fingers.get(event.pointerId);
    if (!before) return this.does.onHover?.(at);
    if (this.isTap && Math.hypot(at.x - this.start.x, at.y - this.start.y) < TAP_PX) return;
    this.isTap = false;
    const [dx, dy] = [at.x - before.x, at.y - before.y];
    if (this.carried) this.carried(at);
    else if (this.fingers.size === 2) this.pinch(event.pointerId, before, at, dx, dy);
    else {
      this.note(dx, dy, event.timeStamp);
      this.stage.pan(dx, dy);
    }
    this.fingers.set(event.pointerId, at);
  }

  pinch(id, before, at, dx, dy) {
    const [other] = [...this.fingers].filter(([one]) => one !== id).map(([, where]) => where);
    const distance = (one) => Math.max(10, Math.hypot(one.x - other.x, one.y - other.y));
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    this.stage.pinch(distance(at) / distance(before), middle, dx / 2, dy / 2);
  }

  note(dx, dy, when) {
    const ms = Math.max(1, when - this.speed.when);
    const weigh = (old, now) => old * 0.6 + (now / ms) * 0.4;
    this.speed = { x: weigh(this.speed.x, dx), y: weigh(this.speed.y, dy), when };
  }

  up(event, isCancelled = false) {
    if (!this.fingers.delete(event.pointerId) || isCancelled) return;
    if (this.isTap) this.does.onTap?.(this.at(event));
    else if (!this.carried && !this.fingers.size && event.timeStamp - this.speed.when < 60) this.stage.glide(this.speed.x, this.speed.y);
    this.carried = null;
    this.isTap = false;
  }
}

function wheel(event, stage, hand) {
  event.preventDefault();
  const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1) * (event.ctrlKey ? 4 : 1);
  stage.zoom(2 ** (-Math.max(-240, Math.min(240, pixels)) / WHEEL_PX), hand.at(event));
}

function key(event, stage, does) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
  const arrow = ARROWS[event.key];
  if (arrow && does.onArrow) does.onArrow(-arrow[0], -arrow[1], event.shiftKey);
  else if (arrow) stage.nudge(...arrow.map((way) => way * ARROW_PX * (event.shiftKey ? 3 : 1)));
  else if (event.key === "+" || event.key === "=") stage.zoom(1.6);
  else if (event.key === "-" || event.key === "_") stage.zoom(1 / 1.6);
  else if (event.key === "0" && does.onHome) does.onHome();
  else return;
  event.preventDefault();
}
