/** Lines from a mission to those it was offered to. */

import { inscribe } from "./labels.js";

const BEND = 0.12; // of the length, so that lines to the same side can be told apart
const BADGE_FROM_PX = 64;
const END_PX = 8; // short of the dot

const STYLES = {
  offered: { colour: "accent", width: 1.8, dash: [6, 5], alpha: 0.95 },
  accepted: { colour: "good", width: 3.2, dash: [], alpha: 1 },
  declined: { colour: "muted", width: 1.2, dash: [2, 4], alpha: 0.6, isCrossed: true },
  released: { colour: "muted", width: 1.2, dash: [2, 4], alpha: 0.6, isCrossed: true },
  withdrawn: { colour: "muted", width: 1, dash: [1, 5], alpha: 0.45 },
};

const STRONGEST = ["accepted", "offered", "declined", "released", "withdrawn"];
export const rank = (state) => STRONGEST.indexOf(state);

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{from: {x, y}, to: {x, y}, state: string, wave: number, grown: number, isFaint: boolean}} link in pixels; `grown`
 *   is 0 to 1
 * @param {Record<string, string>} colours
 */
export function drawLink(context, { from, to, state, wave, grown, isFaint }, colours) {
  const style = STYLES[state] ?? STYLES.withdrawn;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < END_PX * 2) return;
  const curve = curveOf(from, to, length);
  const end = (1 - END_PX / length) * grown;
  context.save();
  context.globalAlpha = style.alpha * (isFaint ? 0.3 : 1);
  context.strokeStyle = colours[style.colour];
  context.lineWidth = style.width;
  context.lineCap = "round";
  context.setLineDash(style.dash);
  trace(context, curve, end);
  context.stroke();
  context.setLineDash([]);
  if (style.isCrossed && grown === 1) cross(context, curve(0.72));
  if (!isFaint && grown === 1 && length > BADGE_FROM_PX) badge(context, curve(0.5), wave, colours[style.colour], colours.panel);
  context.restore();
}

function curveOf(from, to, length) {
  const [nx, ny] = [-(to.y - from.y) / length, (to.x - from.x) / length];
  const bend = BEND * length * (nx < 0 ? -1 : 1);
  const [mx, my] = [(from.x + to.x) / 2 + nx * bend, (from.y + to.y) / 2 + ny * bend];
  return (share) => {
    const rest = 1 - share;
    return {
      x: rest * rest * from.x + 2 * rest * share * mx + share * share * to.x,
      y: rest * rest * from.y + 2 * rest * share * my + share * share * to.y,
    };
  };
}

function trace(context, curve, end) {
  const steps = 16;
  context.beginPath();
  for (let i = 0; i <= steps; i++) {
    const { x, y } = curve((end * i) / steps);
    if (i) context.lineTo(x, y);
    else context.moveTo(x, y);
  }
}

function cross(context, { x, y }) {
  context.lineWidth = 1.6;
  context.globalAlpha = Math.min(1, context.globalAlpha * 1.5);
  context.beginPath();
  context.moveTo(x - 4, y - 4);
  context.lineTo(x + 4, y + 4);
  context.moveTo(x - 4, y + 4);
  context.lineTo(x + 4, y - 4);
  context.stroke();
}

function badge(context, { x, y }, wave, colour, panel) {
  context.beginPath();
  context.arc(x, y, 7.5, 0, 2 * Math.PI);
  context.fillStyle = panel;
  context.fill();
  context.lineWidth = 1.2;
  context.stroke();
  inscribe(context, String(wave), x, y, 10, colour, 700);
}
