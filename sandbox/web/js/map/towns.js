/** Names of places under the map, asked for as it moves. */

import { project } from "./projection.js";
import { write } from "./labels.js";
import { seen, toScreen, zoomOf } from "./view.js";

const PAUSE_MS = 180;
const MOST_KEPT = 60;
const MARGIN = 0.1; // of the view: what is just beyond its edge is asked for too

const kept = new WeakMap(); // by the function that answers, for all maps: box → promise of towns

/** The names in a box, from memory if they were asked for before. @returns {Promise<object[]>} */
export function ask(towns, box) {
  if (!kept.has(towns)) kept.set(towns, new Map());
  const memory = kept.get(towns);
  const key = [box.south, box.west, box.north, box.east].join(" ");
  if (!memory.has(key)) {
    if (memory.size >= MOST_KEPT) memory.delete(memory.keys().next().value);
    memory.set(key, Promise.resolve(towns(box)).then((found) => found.map(placed)).catch(() => (memory.delete(key), [])));
  }
  return memory.get(key);
}

const placed = (town) => ({ name: town.name, ...project(town.latitude, town.longitude) });

/** The box that is seen, on a grid so that small movements ask for the same one again. */
export function boxFor(view, size) {
  const box = seen(view, size, MARGIN);
  const step = 2 ** Math.round(6.5 - zoomOf(view)); // degrees
  const down = (value, least) => Math.max(least, Math.floor(value / step) * step);
  const up = (value, most) => Math.min(most, Math.ceil(value / step) * step);
  return { south: down(box.south, -90), west: down(box.west, -180), north: up(box.north, 90), east: up(box.east, 180) };
}

/** The names that belong to one map's view. */
export class Towns {
  /** @param {(box) => Promise<object[]>} towns @param {() => void} onChange */
  constructor(towns, onChange) {
    Object.assign(this, { towns, onChange, shown: [], asked: 0, timer: null });
  }

  /** The view has changed: after a pause, ask. */
  follow(view, size) {
    if (!this.towns || !size.width) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.request(boxFor(view, size)), this.shown.length ? PAUSE_MS : 0);
  }

  async request(box) {
    const turn = ++this.asked;
    const found = await ask(this.towns, box);
    if (turn !== this.asked || !found.length) return;
    this.shown = found;
    this.onChange();
  }

  destroy() {
    clearTimeout(this.timer);
    this.asked = -1;
    this.onChange = () => {};
  }
}

const dotBox = ({ x, y }) => ({ left: x - 2, top: y - 2, right: x + 2, bottom: y + 2 });

/**
 * @param {CanvasRenderingContext2D} context @param {{name, x, y}[]} towns the weightiest first
 * @param {import("./view.js").View} view @param {import("./view.js").Size} size
 * @param {Record<string, string>} colours @param {import("./labels.js").Taken} taken
 */
export function drawTowns(context, towns, view, size, colours, taken, most = 40) {
  let written = 0;
  for (const town of towns) {
    const at = toScreen(view, size, town);
    if (at.x < -20 || at.y < -20 || at.x > size.width + 20 || at.y > size.height + 20) continue;
    const isCovered = !taken.isFree(dotBox(at));
    const px = written < most / 5 ? 12.5 : 11.5;
    const label = { text: town.name, x: at.x, y: at.y, distance: 4, px, colour: colours.muted, halo: colours.land };
    if (!write(context, label, taken)) continue;
    if (++written === most) return;
    if (isCovered) continue;
    taken.add(dotBox(at));
    context.fillStyle = colours.muted;
    context.beginPath();
    context.arc(at.x, at.y, 1.8, 0, 2 * Math.PI);
    context.fill();
  }
}
