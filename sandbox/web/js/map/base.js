/** Sea, land, borders and lakes. */

import { ORIGIN, UNITS } from "./outlines.js";
import { contains, project } from "./projection.js";
import { seen, toScreen, zoomOf } from "./view.js";

const FINE_FROM = 6.7; // zoom
const INNER_FROM = 5.6;

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {import("./outlines.js").Outlines|null} outlines null while they are on their way
 * @param {import("./view.js").View} view @param {import("./view.js").Size} size
 * @param {Record<string, string>} colours
 */
export function drawBase(context, outlines, view, size, colours) {
  context.fillStyle = colours.sea;
  context.fillRect(0, 0, size.width, size.height);
  if (!outlines) return;
  const pen = penOf(context, view, size);
  if (!isWithin(seen(view, size), outlines.box)) {
    pen.fill(outlines.far, colours.landFar);
    coverBox(context, outlines.box, view, size, colours.sea);
  }
  pen.fill(outlines.near, colours.landFar);
  pen.fill(outlines.home, colours.land);
  const zoom = zoomOf(view);
  if (zoom > INNER_FROM) pen.stroke(outlines.inner, colours.border, 0.7, 0.5 * Math.min(1, zoom - INNER_FROM));
  pen.fill(outlines.lakes, colours.sea);
  pen.stroke(outlines.coasts, colours.border, 0.8, 0.75);
  pen.stroke(outlines.borders, colours.border, 1.2, 0.9);
}

const isWithin = (inner, outer) =>
  contains(outer, { latitude: inner.south, longitude: inner.west }) && contains(outer, { latitude: inner.north, longitude: inner.east });

/** The far land is drawn everywhere; where the near one is known, it takes its place. */
function coverBox(context, box, view, size, colour) {
  const [from, to] = [project(box.north, box.west), project(box.south, box.east)].map((point) => toScreen(view, size, point));
  context.fillStyle = colour;
  context.fillRect(from.x, from.y, to.x - from.x, to.y - from.y);
}

function penOf(context, view, size) {
  const factor = view.scale / UNITS;
  const kind = zoomOf(view) < FINE_FROM ? "coarse" : "fine";
  const offset = toScreen(view, size, ORIGIN);
  const visible = ({ box }) =>
    box.right * factor + offset.x > 0 && box.left * factor + offset.x < size.width &&
    box.bottom * factor + offset.y > 0 && box.top * factor + offset.y < size.height;
  const each = (shapes, draw) => {
    context.save();
    context.translate(offset.x, offset.y);
    context.scale(factor, factor);
    for (const one of shapes) if (visible(one)) draw(one[kind]);
    context.restore();
  };
  return {
    fill(shapes, colour) {
      context.fillStyle = colour;
      each(shapes, (path) => context.fill(path));
    },
    stroke(shapes, colour, width, alpha) {
      context.globalAlpha = alpha;
      context.strokeStyle = colour;
      context.lineWidth = width / factor;
      context.lineJoin = "round";
      each(shapes, (path) => context.stroke(path));
      context.globalAlpha = 1;
    },
  };
}
