/** A small still map for a message: drawn once it comes into view. */

import { html, useEffect, useRef } from "../html.js";
import { drawBase } from "./base.js";
import { Taken } from "./labels.js";
import { drawNeedle } from "./needle.js";
import { outlines } from "./outlines.js";
import { project } from "./projection.js";
import { colours, onTheme } from "./theme.js";
import { ask, boxFor, drawTowns } from "./towns.js";
import { scaleOf } from "./view.js";

const SIZE = { width: 240, height: 120 };
const SCALE = scaleOf(9.8);
const MOST_NAMES = 6;

/**
 * @param {object} props
 * @param {number} props.latitude
 * @param {number} props.longitude
 * @param {string} props.label what is there, for those who can't see it
 * @param {(box: {south, west, north, east}) => Promise<object[]>} [props.towns] names around it, if they are wanted
 */
export function MiniMap({ latitude, longitude, label, towns }) {
  const canvas = useRef(null);
  useEffect(() => whenSeen(canvas.current, () => keepDrawn(canvas.current, project(latitude, longitude), towns)), [latitude, longitude, towns]);
  return html`<canvas class="map-mini" ref=${canvas} role="img" aria-label=${label}></canvas>`;
}

/** Begin once the element is seen. @returns {() => void} to end what was begun */
function whenSeen(element, begin) {
  let end = null;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    end = begin();
  }, { rootMargin: "200px" });
  observer.observe(element);
  return () => {
    observer.disconnect();
    end?.();
  };
}

function keepDrawn(canvas, point, towns) {
  const view = { ...point, scale: SCALE };
  const density = Math.min(devicePixelRatio || 1, 2.5);
  canvas.width = SIZE.width * density;
  canvas.height = SIZE.height * density;
  let [isOver, shapes, names] = [false, null, []];
  const draw = () => {
    if (isOver) return;
    const [context, now] = [canvas.getContext("2d"), colours()];
    context.setTransform(density, 0, 0, density, 0, 0);
    drawBase(context, shapes, view, SIZE, now);
    const [x, y] = [SIZE.width / 2, SIZE.height / 2];
    const taken = new Taken(SIZE);
    taken.add({ left: x - 14, top: y - 34, right: x + 14, bottom: y + 3 });
    drawTowns(context, names, view, SIZE, now, taken, MOST_NAMES);
    drawNeedle(context, { x, y }, now, 0.85);
  };
  outlines().then((found) => ((shapes = found), draw())).catch(draw);
  if (towns) ask(towns, boxFor(view, SIZE)).then((found) => ((names = found), draw()));
  const forget = onTheme(draw);
  return () => {
    isOver = true;
    forget();
  };
}
