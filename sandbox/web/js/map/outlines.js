/** The outlines that ship with the project (map/outlines.json), as paths to draw. */

import { project } from "./projection.js";

const FILE = new URL("../../map/outlines.json", import.meta.url);
/** Paths are in this many units per projected square, from ORIGIN on: a canvas counts in 32 bits, so numbers stay small. */
export const UNITS = 2 ** 20;
export const ORIGIN = project(51, 3);
const COARSE_UNITS = 40; // bends shorter than this are left out of the coarse paths: a pixel at zoom 6.7
const HOME = ["belgium", "switzerland", "england"];

/** @typedef {{coarse: Path2D, fine: Path2D, box: {left, top, right, bottom}}} Shape */
/** @typedef {{box: import("./projection.js").Box, far: Shape[], near: Shape[], home: Shape[], lakes: Shape[],
 *   inner: Shape[], borders: Shape[], coasts: Shape[]}} Outlines */

let loading = null;

/** @returns {Promise<Outlines>} the same for all maps; fetched once */
export function outlines() {
  loading ??= fetch(FILE).then((answer) => answer.json()).then(decoded).catch((problem) => {
    loading = null;
    throw problem;
  });
  return loading;
}

function decoded(file) {
  const [west, south, east, north] = file.box;
  const arcs = file.arcs.map((arc) => versions(arc, file.step, west, south));
  const farArcs = file.far.arcs.map((arc) => versions(arc, file.far.step, west, south));
  const home = HOME.flatMap((name) => file.land[name]);
  const uses = usesOf(Object.values(file.land).flat());
  const ofHome = usesOf(home);
  const lines = (wanted) => arcs.filter((_, i) => wanted(i)).map((arc) => shape(arc, false));
  return {
    box: { south, west, north, east },
    far: file.far.rings.map((ring) => shape(joined(farArcs, ring), true)),
    near: file.land.near.map((ring) => shape(joined(arcs, ring), true)),
    home: home.map((ring) => shape(joined(arcs, ring), true)),
    lakes: file.lakes.map((ring) => shape(joined(arcs, ring), true)),
    inner: file.inner.map((line) => shape(joined(arcs, line), false)),
    borders: lines((i) => uses.get(i) > 1),
    coasts: lines((i) => uses.get(i) === 1 && ofHome.has(i)),
  };
}

const numberOf = (arc) => (arc < 0 ? ~arc : arc);

function usesOf(rings) {
  const uses = new Map();
  for (const arc of rings.flat()) uses.set(numberOf(arc), (uses.get(numberOf(arc)) ?? 0) + 1);
  return uses;
}

/** An arc's steps as points of the canvas: all of them, and those that matter from afar. */
function versions(steps, step, west, south) {
  const fine = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    const at = project(south + y * step, west + x * step);
    fine.push([(at.x - ORIGIN.x) * UNITS, (at.y - ORIGIN.y) * UNITS]);
  }
  let last = fine[0];
  const coarse = fine.filter((point, i) => {
    if (i && i < fine.length - 1 && Math.hypot(point[0] - last[0], point[1] - last[1]) < COARSE_UNITS) return false;
    last = point;
    return true;
  });
  return { fine, coarse };
}

function joined(arcs, numbers) {
  const pick = (kind) => numbers.flatMap((arc) => (arc < 0 ? arcs[~arc][kind].toReversed() : arcs[arc][kind]));
  return { fine: pick("fine"), coarse: pick("coarse") };
}

function shape({ fine, coarse }, isClosed) {
  const [xs, ys] = [fine.map(([x]) => x), fine.map(([, y]) => y)];
  return {
    fine: path(fine, isClosed),
    coarse: path(coarse, isClosed),
    box: { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) },
  };
}

function path(points, isClosed) {
  const made = new Path2D();
  points.forEach(([x, y], i) => (i ? made.lineTo(x, y) : made.moveTo(x, y)));
  if (isClosed) made.closePath();
  return made;
}
