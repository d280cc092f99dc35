/** Web Mercator: the world as a square from (0, 0) in the north-west to (1, 1) in the south-east. */

const EDGE = 85.0511; // degrees of latitude; beyond it the square ends
const EQUATOR_M = 40_075_016.7;
const RADIANS = Math.PI / 180;

/** @typedef {{x: number, y: number}} Point in the square, or in pixels */
/** @typedef {{latitude: number, longitude: number}} Place in degrees */
/** @typedef {{south: number, west: number, north: number, east: number}} Box in degrees */

/** @param {number} latitude @param {number} longitude @returns {Point} */
export function project(latitude, longitude) {
  const sine = Math.sin(Math.max(-EDGE, Math.min(EDGE, latitude)) * RADIANS);
  return { x: longitude / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

/** @param {Point} point @returns {Place} */
export function unproject({ x, y }) {
  return { latitude: Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / RADIANS, longitude: (x - 0.5) * 360 };
}

/** How much of the square a metre takes up there. @param {number} latitude */
export const unitsPerMetre = (latitude) => 1 / (EQUATOR_M * Math.cos(latitude * RADIANS));

/** @param {Box} box @returns {{left, top, right, bottom}} in the square */
export function projectBox({ south, west, north, east }) {
  const [corner, opposite] = [project(north, west), project(south, east)];
  return { left: corner.x, top: corner.y, right: opposite.x, bottom: opposite.y };
}

/** The smallest box around these places; null if there are none. @param {Place[]} places @returns {Box|null} */
export function boxAround(places) {
  if (!places.length) return null;
  const [latitudes, longitudes] = [places.map((one) => one.latitude), places.map((one) => one.longitude)];
  return {
    south: Math.min(...latitudes), west: Math.min(...longitudes),
    north: Math.max(...latitudes), east: Math.max(...longitudes),
  };
}

/** @param {Box} box @param {Place} place */
export const contains = (box, { latitude, longitude }) =>
  latitude >= box.south && latitude <= box.north && longitude >= box.west && longitude <= box.east;
