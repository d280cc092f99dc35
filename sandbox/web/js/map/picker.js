/** A map on which to set one pin. */

import { html, useLayoutEffect, useRef, useState } from "../html.js";
import { drawBase } from "./base.js";
import { ZoomButtons } from "./controls.js";
import { listen } from "./gestures.js";
import { Taken } from "./labels.js";
import { drawNeedle } from "./needle.js";
import { project, unproject } from "./projection.js";
import { Stage } from "./stage.js";
import { Towns, drawTowns } from "./towns.js";
import { panned, scaleOf } from "./view.js";

const START_ZOOM = 10.6;
const NEAR_ZOOM = 11;
const ARROW_PX = 8;
const LARGE_ARROW_PX = 48;
const GRAB_PX = 26;
const HEAD_PX = 30; // of the pin, above its point
const EDGE_PX = 40;
const DIGITS = 5; // about a metre

/**
 * @param {object} props
 * @param {{latitude: number, longitude: number}} props.start
 * @param {{name: string, latitude: number, longitude: number}[]} [props.suggestions]
 * @param {(place: {latitude: number, longitude: number}) => void} props.onPick
 * @param {() => void} props.onCancel
 * @param {(key: string, values?: object) => string} props.t
 * @param {(box: {south, west, north, east}) => Promise<object[]>} [props.towns]
 */
export function PlacePicker({ start, suggestions = [], onPick, onCancel, t, towns }) {
  const [canvas, field, picker] = [useRef(null), useRef(null), useRef(null)];
  const [place, setPlace] = useState(() => rounded(start));
  const [isAway, setAway] = useState(false);
  useLayoutEffect(() => {
    const made = new Picker(canvas.current, start, towns, (point) => setPlace(rounded(unproject(point))), setAway);
    picker.current = made;
    const stop = listen(field.current, made.stage, {
      onTap: (at) => made.put(made.stage.toWorld(at)),
      onGrab: (at) => made.grab(at),
      onArrow: (dx, dy, isLarge) => made.nudge(dx, dy, isLarge ? LARGE_ARROW_PX : ARROW_PX),
    });
    return () => {
      stop();
      made.destroy();
    };
  }, []);
  return html`
    <div class="map-picker">
      ${suggestions.length > 0 && html`
        <div class="map-suggestions" role="group" aria-label=${t("map.suggestions")}>
          ${suggestions.map((one) => html`<button type="button" key=${one.name} onClick=${() => picker.current.goTo(one)}>${one.name}</button>`)}
        </div>`}
      <div class="map">
        <div class="map-field" ref=${field} tabindex="0" autofocus role="application" aria-label=${t("map.pick_help")}>
          <canvas ref=${canvas} aria-hidden="true"></canvas>
        </div>
        <${ZoomButtons} onZoom=${(factor) => picker.current.stage.zoom(factor, undefined, 260)} t=${t} />
        ${isAway && html`<button type="button" class="button map-back" onClick=${() => picker.current.back()}>${t("map.to_pin")}</button>`}
      </div>
      <div class="map-actions">
        <output aria-live="polite" aria-label=${t("map.coordinates")}>${place.latitude.toFixed(DIGITS)}, ${place.longitude.toFixed(DIGITS)}</output>
        <button type="button" class="button" onClick=${onCancel}>${t("map.cancel")}</button>
        <button type="button" class="button primary" onClick=${() => onPick(place)}>${t("map.send_place")}</button>
      </div>
    </div>`;
}

const rounded = ({ latitude, longitude }) => ({ latitude: Number(latitude.toFixed(DIGITS)), longitude: Number(longitude.toFixed(DIGITS)) });

class Picker {
  /** `onMove(point)`: the pin was set elsewhere; `onAway(isAway)`: it is out of view now, or in view again. */
  constructor(canvas, start, towns, onMove, onAway) {
    this.onMove = onMove;
    this.onAway = onAway;
    this.pin = project(start.latitude, start.longitude);
    const follow = () => this.towns.follow(this.stage.view, this.stage.size);
    this.stage = new Stage(canvas, (context) => this.draw(context), { onSize: follow, onSettled: follow });
    this.towns = new Towns(towns, () => this.stage.invalidate());
    this.stage.show({ ...this.pin, scale: scaleOf(START_ZOOM) });
  }

  destroy() {
    this.towns.destroy();
    this.stage.destroy();
  }

  draw(context) {
    const { stage } = this;
    drawBase(context, stage.outlines, stage.view, stage.size, stage.colours);
    const taken = new Taken();
    const at = stage.toScreen(this.pin);
    const { width, height } = stage.size;
    this.onAway(at.x < 0 || at.y < 0 || at.x > width || at.y - HEAD_PX > height);
    taken.add({ left: at.x - 16, top: at.y - 38, right: at.x + 16, bottom: at.y + 4 });
    drawTowns(context, this.towns.shown, stage.view, stage.size, stage.colours, taken);
    drawNeedle(context, at, stage.colours);
  }

  put(point) {
    const x = point.x - Math.floor(point.x); // round the world once more
    this.pin = { x, y: Math.max(0, Math.min(1, point.y)) };
    this.onMove(this.pin);
    this.stage.invalidate();
  }

  /** Take the pin, if it is there; what comes back moves it. */
  grab(at) {
    const tip = this.stage.toScreen(this.pin);
    if (Math.hypot(tip.x - at.x, tip.y - 14 - at.y) > GRAB_PX) return null;
    const [dx, dy] = [tip.x - at.x, tip.y - at.y];
    return (now) => this.put(this.stage.toWorld({ x: now.x + dx, y: now.y + dy }));
  }

  nudge(dx, dy, px) {
    const { scale } = this.stage.view;
    this.put({ x: this.pin.x + (dx * px) / scale, y: this.pin.y + (dy * px) / scale });
    this.follow();
  }

  /** Keep the pin in view. */
  follow() {
    const { size, view } = this.stage;
    const at = this.stage.toScreen(this.pin);
    const over = (value, most) => (value < EDGE_PX ? EDGE_PX - value : Math.min(0, most - EDGE_PX - value));
    const [dx, dy] = [over(at.x, size.width), over(at.y, size.height)];
    if (dx || dy) this.stage.show(panned(view, dx, dy));
  }

  goTo(place) {
    this.put(project(place.latitude, place.longitude));
    this.stage.fly({ ...this.pin, scale: Math.max(this.stage.view.scale, scaleOf(NEAR_ZOOM)) });
  }

  /** To the pin again. */
  back() {
    this.stage.fly({ ...this.stage.view, ...this.pin });
  }
}
