/** Helpers as dots on the map: where they are, and which of them are shown as one. */

import { project, unitsPerMetre } from "./projection.js";
import { scaleOf } from "./view.js";

const NEAR_PX = 26; // dots nearer to each other than this are shown as one
const APART_FROM = scaleOf(12.9); // from this scale on they are spread instead
const SPREAD_PX = 27;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/**
 * @typedef {{key: string, id: number, state: string, x: number, y: number, radius: number, name: string, initials: string,
 *   spot: object}} Dot radius in units of the projected square
 * @typedef {{x: number, y: number, dx: number, dy: number, dots: Dot[]}} Mark what is drawn: one dot or several, `dx` and
 *   `dy` pixels beside its place
 */

/** One dot for each place a helper sets out from. @returns {Dot[]} */
export function dotsOf(network, people) {
  return network.helpers.flatMap((helper) => {
    const { first_name: first = "", last_name: last = "" } = people.get(helper.person_id) ?? {};
    const initials = [first, last].map((part) => [...(part ?? "")][0] ?? "").join("").toUpperCase();
    return helper.spots.filter(isPlace).map((spot, i) => ({
      key: `${helper.person_id} ${i}`, id: helper.person_id, state: helper.state, name: first, initials, spot,
      ...project(spot.latitude, spot.longitude),
      radius: (spot.radius_m ?? 0) * unitsPerMetre(spot.latitude),
    }));
  });
}

export const isPlace = ({ latitude, longitude }) => Number.isFinite(latitude) && Number.isFinite(longitude);

/** Gather what would overlap at this scale; `alone` (by id) stay themselves. @param {Dot[]} dots @returns {Mark[]} */
export function marksOf(dots, scale, alone) {
  const free = dots.filter((dot) => !alone.has(dot.id));
  const single = dots.filter((dot) => alone.has(dot.id)).map(markOf);
  const groups = gathered(free, (scale >= APART_FROM ? NEAR_PX / 2 : NEAR_PX) / scale);
  return [...groups.flatMap((group) => (scale >= APART_FROM ? spread(group) : [middle(group)])), ...single];
}

const markOf = (dot) => ({ x: dot.x, y: dot.y, dx: 0, dy: 0, dots: [dot] });

/** Greedy: each dot joins the first group whose first member is near. A grid of cells spares most comparisons. */
function gathered(dots, near) {
  const cells = new Map();
  const groups = [];
  for (const dot of dots) {
    const [column, row] = [Math.floor(dot.x / near), Math.floor(dot.y / near)];
    const group = around(cells, column, row).find(([first]) => Math.hypot(first.x - dot.x, first.y - dot.y) < near);
    if (group) {
      group.push(dot);
      continue;
    }
    const made = [dot];
    groups.push(made);
    const cell = `${column} ${row}`;
    cells.set(cell, [...(cells.get(cell) ?? []), made]);
  }
  return groups;
}

function around(cells, column, row) {
  const found = [];
  for (let i = -1; i < 2; i++) for (let j = -1; j < 2; j++) found.push(...(cells.get(`${column + i} ${row + j}`) ?? []));
  return found;
}

function middle(group) {
  const mean = (axis) => group.reduce((sum, dot) => sum + dot[axis], 0) / group.length;
  return { x: mean("x"), y: mean("y"), dx: 0, dy: 0, dots: group };
}

/** A group at one place as a sunflower around it. */
function spread(group) {
  if (group.length === 1) return [markOf(group[0])];
  const { x, y } = middle(group);
  return group.map((dot, i) => {
    const distance = SPREAD_PX * Math.sqrt(i + 0.4) * 0.75;
    return { x, y, dx: distance * Math.cos(i * GOLDEN), dy: distance * Math.sin(i * GOLDEN), dots: [dot] };
  });
}
