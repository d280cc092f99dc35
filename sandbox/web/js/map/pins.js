/** Missions as pins: where each stands, so that none covers another. */

import { project } from "./projection.js";
import { isPlace } from "./dots.js";

const TAIL_PX = 9;
const GAP_PX = 4;
const DIRECTIONS = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6]; // clockwise from the top, the best first
const FURTHER_PX = [0, 20, 46, 80];
const COST = { pin: 6, mark: 1.5, px: 9, direction: 14 }; // of a square pixel covered, of distance, of another direction
const UNDER_WAY = new Set(["open", "taken"]);

/** @typedef {{mission: object, x: number, y: number, width: number, height: number}} Pin x, y in the projected square */

export const isUnderWay = (mission) => UNDER_WAY.has(mission.state);
export const hasPoint = (mission) => mission.latitude !== null && mission.longitude !== null && isPlace(mission);

/** @param {object[]} missions @returns {Pin[]} of those that have a point on the map */
export function pinsOf(missions) {
  return missions.filter(hasPoint).map((mission) => ({
    mission,
    ...project(mission.latitude, mission.longitude),
    width: isUnderWay(mission) ? 38 + 8 * String(mission.number).length : 28,
    height: isUnderWay(mission) ? 30 : 26,
  }));
}

/**
 * How far from its place, in pixels, each pin's middle stands at this scale, so that it covers little.
 * @param {Pin[]} pins @param {number} scale @param {{x, y, r}[]} marks circles in pixels of the projected square
 * @returns {{dx: number, dy: number}[]}
 */
export function standing(pins, scale, marks) {
  const taken = [];
  const found = new Map();
  for (const pin of pins.toSorted((a, b) => isUnderWay(b.mission) - isUnderWay(a.mission) || a.mission.number - b.mission.number)) {
    const [x, y] = [pin.x * scale, pin.y * scale];
    const near = marks.filter((mark) => Math.abs(mark.x - x) < 170 && Math.abs(mark.y - y) < 170).map(squareOf);
    const costOf = ({ dx, dy, cost }) => {
      const box = boxAt(x + dx, y + dy, pin.width + GAP_PX, pin.height + GAP_PX);
      const covered = (boxes) => boxes.reduce((sum, one) => sum + shared(one, box), 0);
      return cost + COST.pin * covered(taken) + COST.mark * covered(near);
    };
    const best = stands(pin).map((one) => ({ one, cost: costOf(one) })).reduce((a, b) => (b.cost < a.cost ? b : a)).one;
    taken.push(boxAt(x + best.dx, y + best.dy, pin.width, pin.height));
    found.set(pin, best);
  }
  return pins.map((pin) => found.get(pin));
}

function stands({ width, height }) {
  return FURTHER_PX.flatMap((further) => DIRECTIONS.map((direction, i) => {
    const angle = (direction * Math.PI) / 6;
    return {
      dx: Math.sin(angle) * (width / 2 + TAIL_PX + further),
      dy: -Math.cos(angle) * (height / 2 + TAIL_PX + further),
      cost: COST.px * further + COST.direction * i,
    };
  }));
}

const boxAt = (x, y, width, height) => ({ left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 });
const squareOf = ({ x, y, r }) => boxAt(x, y, 2 * r, 2 * r);
const shared = (a, b) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/** The line, and the point at its end, that tell where a pin belongs. */
export function drawStem(context, from, to, colour, panel) {
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
  context.beginPath();
  context.arc(to.x, to.y, 3.5, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = panel;
  context.stroke();
}
