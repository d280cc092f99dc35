/** What of the map is seen: a centre in the projected square and a scale in pixels per square. Every function is pure. */

import { projectBox, unproject } from "./projection.js";

/** @typedef {{x: number, y: number, scale: number}} View */
/** @typedef {{width: number, height: number}} Size in pixels */

const TILE = 256; // pixels of the world at zoom 0, as everywhere on the web
export const scaleOf = (zoom) => TILE * 2 ** zoom;
export const zoomOf = ({ scale }) => Math.log2(scale / TILE);
const LEAST = scaleOf(2.2);
const MOST = scaleOf(15);

/** @param {View} view @returns {View} with a scale the map can draw and a centre that is on it */
export function clamped({ x, y, scale }) {
  const within = (value, least, most) => Math.max(least, Math.min(most, value));
  return { x: within(x, 0, 1), y: within(y, 0.03, 0.97), scale: within(scale, LEAST, MOST) };
}

/** Where a point of the square is on the screen. @param {View} view @param {Size} size */
export const toScreen = (view, size, { x, y }) => ({
  x: (x - view.x) * view.scale + size.width / 2,
  y: (y - view.y) * view.scale + size.height / 2,
});

/** What point of the square is there on the screen. @param {View} view @param {Size} size */
export const toWorld = (view, size, { x, y }) => ({
  x: view.x + (x - size.width / 2) / view.scale,
  y: view.y + (y - size.height / 2) / view.scale,
});

/** @param {View} view @param {number} dx pixels @param {number} dy pixels @returns {View} */
export const panned = (view, dx, dy) => clamped({ ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale });

/** Zoom so that what is at `at` stays there. @param {View} view @param {Size} size @param {number} factor */
export function zoomed(view, size, factor, at = { x: size.width / 2, y: size.height / 2 }) {
  const fixed = toWorld(view, size, at);
  const { scale } = clamped({ ...view, scale: view.scale * factor });
  return clamped({ x: fixed.x - (at.x - size.width / 2) / scale, y: fixed.y - (at.y - size.height / 2) / scale, scale });
}

/**
 * The view that shows the whole box, no nearer than `nearest` (a zoom), with so much room at its edges.
 * @param {import("./projection.js").Box} box @param {Size} size @param {{top, side, bottom}} room in pixels @returns {View}
 */
export function fitting(box, size, room, nearest) {
  const { left, top, right, bottom } = projectBox(box);
  const width = Math.max(40, size.width - 2 * room.side);
  const height = Math.max(40, size.height - room.top - room.bottom);
  const { scale } = clamped({ x: 0, y: 0, scale: Math.min(width / (right - left), height / (bottom - top), scaleOf(nearest)) });
  return clamped({ x: (left + right) / 2, y: (top + bottom) / 2 + (room.bottom - room.top) / 2 / scale, scale });
}

/** The box of degrees that is seen, `margin` times its size larger on each side. @returns {import("./projection.js").Box} */
export function seen(view, size, margin = 0) {
  const northWest = unproject(toWorld(view, size, { x: -size.width * margin, y: -size.height * margin }));
  const southEast = unproject(toWorld(view, size, { x: size.width * (1 + margin), y: size.height * (1 + margin) }));
  return { south: southEast.latitude, west: northWest.longitude, north: northWest.latitude, east: southEast.longitude };
}

/** Between two views: one point stays where it is while the scale changes. @param {number} share 0 to 1 @returns {View} */
export function between(from, to, share) {
  const ratio = to.scale / from.scale;
  const scale = from.scale * ratio ** share;
  if (Math.abs(ratio - 1) < 0.001) {
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, scale };
  }
  const along = (start, end) => {
    const fixed = (end * to.scale - start * from.scale) / (to.scale - from.scale);
    return fixed + ((start - fixed) * from.scale) / scale;
  };
  return { x: along(from.x, to.x), y: along(from.y, to.y), scale };
}
