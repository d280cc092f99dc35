/** Text on the map that neither overlaps other text nor what lies under it. */

const FONT = "-apple-system, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
const HALO_PX = 3.5;
const FURTHER_PX = 14; // where something covers the point itself
const LINE_PX = 1.25; // of the size of the letters

/** What room on the screen is taken. */
export class Taken {
  /** @param {import("./view.js").Size} [size] beyond it is no room either */
  constructor(size) {
    this.size = size;
    this.boxes = [];
  }

  /** @param {{left, top, right, bottom}} box @returns {boolean} whether it was free, and is taken now */
  take(box) {
    if (!this.isFree(box)) return false;
    this.add(box);
    return true;
  }

  isFree(box) {
    if (this.size && (box.left < 0 || box.top < 0 || box.right > this.size.width || box.bottom > this.size.height)) return false;
    return !this.boxes.some((one) => one.left < box.right && one.right > box.left && one.top < box.bottom && one.bottom > box.top);
  }

  add(box) {
    this.boxes.push(box);
  }

  addRound(x, y, r) {
    this.add({ left: x - r, top: y - r, right: x + r, bottom: y + r });
  }
}

const widths = new Map();

function widthOf(context, text) {
  const key = context.font + text;
  if (!widths.has(key)) widths.set(key, context.measureText(text).width);
  return widths.get(key);
}

/** Where a label may stand around a point, best first: centre of the text from the point. */
function places(width, height, distance) {
  const [beside, above] = [distance + width / 2, distance + height / 2];
  const further = above + FURTHER_PX;
  return [[0, above], [beside, 0], [-beside, 0], [0, -above], [0, further], [0, -further]];
}

/**
 * Write a label around a point, where there is room.
 * @param {CanvasRenderingContext2D} context
 * @param {{text: string, x: number, y: number, distance: number, px: number, weight?: number, colour: string, halo: string}} label
 * @param {Taken} taken @returns {boolean} whether there was room
 */
export function write(context, { text, x, y, distance, px, weight = 400, colour, halo }, taken) {
  context.font = `${weight} ${px}px ${FONT}`;
  const [width, height] = [widthOf(context, text), px * LINE_PX];
  for (const [dx, dy] of places(width, height, distance)) {
    const [cx, cy] = [x + dx, y + dy];
    const box = { left: cx - width / 2 - 2, top: cy - height / 2, right: cx + width / 2 + 2, bottom: cy + height / 2 };
    if (!taken.take(box)) continue;
    put(context, text, cx, cy, colour, halo);
    return true;
  }
  return false;
}

function put(context, text, x, y, colour, halo) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = HALO_PX;
  context.strokeStyle = halo;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/** Text in the middle of something, without a halo. */
export function inscribe(context, text, x, y, px, colour, weight = 600) {
  context.font = `${weight} ${px}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(text, x, y + px * 0.06);
}
