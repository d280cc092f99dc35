/** A canvas with a view that moves: drawn once per frame, and only if something has changed. */

import { outlines } from "./outlines.js";
import { EVERYWHERE } from "./regions.js";
import { colours, isStill, onTheme } from "./theme.js";
import { between, clamped, fitting, panned, toScreen, toWorld, zoomed } from "./view.js";

const FLIGHT_MS = 450;
const GLIDE_MS = 380;
const NO_ROOM = { top: 0, side: 0, bottom: 0 };
const ease = (share) => 1 - (1 - share) ** 3;

export class Stage {
  /**
   * @param {HTMLCanvasElement} canvas it fills the element it is in
   * @param {(context: CanvasRenderingContext2D, now: number) => void} draw
   * @param {{onSize?: () => void, onSettled?: () => void}} hears
   */
  constructor(canvas, draw, { onSize, onSettled } = {}) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.size = { width: 0, height: 0 };
    this.view = fitting(EVERYWHERE, { width: 600, height: 500 }, NO_ROOM, 12);
    this.colours = colours();
    this.outlines = null;
    this.isDrawn = true;
    this.movingUntil = 0;
    this.flight = null;
    this.draw = draw;
    this.onSize = onSize;
    this.onSettled = onSettled;
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(canvas.parentElement);
    this.forget = onTheme(() => {
      this.colours = colours();
      this.invalidate();
    });
    outlines().then((found) => {
      this.outlines = found;
      this.invalidate();
    }).catch(() => {}); // the map is of use without them
  }

  destroy() {
    this.sizes.disconnect();
    this.forget();
    cancelAnimationFrame(this.frame);
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
    if (!width || !height) return;
    const density = Math.min(devicePixelRatio || 1, 2.5);
    this.size = { width, height };
    this.canvas.width = Math.round(width * density);
    this.canvas.height = Math.round(height * density);
    this.density = density;
    this.onSize?.();
    this.paint(performance.now()); // at once: a canvas that has another size is empty
  }

  /** Draw at the next frame. */
  invalidate() {
    if (!this.isDrawn) return;
    this.isDrawn = false;
    this.frame = requestAnimationFrame((now) => this.step(now));
  }

  /** Draw every frame for so long. @param {number} ms */
  animate(ms) {
    this.movingUntil = Math.max(this.movingUntil, performance.now() + ms);
    this.invalidate();
  }

  step(now) {
    this.isDrawn = true;
    this.advance(now);
    this.paint(now);
    if (this.flight || now < this.movingUntil) this.invalidate();
  }

  paint(now) {
    if (!this.size.width) return;
    this.context.setTransform(this.density, 0, 0, this.density, 0, 0);
    this.draw(this.context, now);
  }

  advance(now) {
    if (!this.flight) return;
    const { from, to, since, ms } = this.flight;
    const share = Math.min(1, Math.max(0, (now - since) / ms));
    this.view = share === 1 ? to : between(from, to, ease(share));
    if (share < 1) return;
    this.flight = null;
    this.onSettled?.();
  }

  /** Show this now. @param {import("./view.js").View} view */
  show(view) {
    this.flight = null;
    this.view = clamped(view);
    this.invalidate();
    this.onSettled?.();
  }

  /** Move there gently. @param {import("./view.js").View} view */
  fly(view, ms = FLIGHT_MS) {
    if (isStill()) return this.show(view);
    this.flight = { from: this.view, to: clamped(view), since: performance.now(), ms };
    this.invalidate();
  }

  fit(box, { room = NO_ROOM, nearest = 12, isGentle = true } = {}) {
    const view = fitting(box, this.size, room, nearest);
    if (isGentle) this.fly(view);
    else this.show(view);
  }

  pan(dx, dy) {
    this.show(panned(this.view, dx, dy));
  }

  /** Go on in the direction of the hand, slower and slower. @param {number} dx pixels per ms */
  glide(dx, dy) {
    if (Math.hypot(dx, dy) > 0.15 && !isStill()) this.fly(panned(this.view, (dx * GLIDE_MS) / 3, (dy * GLIDE_MS) / 3), GLIDE_MS);
  }

  /** @param {number} factor @param {{x, y}} [at] what stays where it is */
  zoom(factor, at, ms = 180) {
    this.fly(zoomed(this.flight?.to ?? this.view, this.size, factor, at), ms);
  }

  /** Pan gently, as keys do. */
  nudge(dx, dy) {
    this.fly(panned(this.flight?.to ?? this.view, dx, dy), 160);
  }

  pinch(factor, at, dx, dy) {
    this.show(panned(zoomed(this.view, this.size, factor, at), dx, dy));
  }

  toScreen(point) {
    return toScreen(this.view, this.size, point);
  }

  toWorld(point) {
    return toWorld(this.view, this.size, point);
  }
}
