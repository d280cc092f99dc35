/** How a helper looks on the map: the state by colour and by shape. */

import { inscribe } from "./labels.js";

const ROUND = 2 * Math.PI;

/** In the order in which they stand in a legend and around a group. */
export const HELPER_STATES = ["free", "busy", "waiting", "paused", "unreachable", "away"];

export const colourOf = (state, colours) =>
  ({ free: colours.good, busy: colours.accent, waiting: colours.warn, unreachable: colours.bad })[state] ?? colours.muted;

const isFilled = (state) => state === "free" || state === "busy";

function outline(context, state, x, y, r) {
  context.beginPath();
  if (state === "busy") context.roundRect(x - r * 0.92, y - r * 0.92, r * 1.84, r * 1.84, r * 0.35);
  else if (state === "unreachable") {
    const d = r * 1.2;
    context.moveTo(x, y - d);
    [[x + d, y], [x, y + d], [x - d, y]].forEach((point) => context.lineTo(...point));
    context.closePath();
  } else context.arc(x, y, r, 0, ROUND);
}

/** Signs inside a dot too small for initials. */
function sign(context, state, x, y, r) {
  const lines = {
    paused: [[-0.28, -0.4, -0.28, 0.4], [0.28, -0.4, 0.28, 0.4]],
    unreachable: [[-0.3, -0.3, 0.3, 0.3], [-0.3, 0.3, 0.3, -0.3]],
    away: [[-0.7, 0.7, 0.7, -0.7]],
  }[state] ?? [];
  context.beginPath();
  for (const [ax, ay, bx, by] of lines) {
    context.moveTo(x + ax * r, y + ay * r);
    context.lineTo(x + bx * r, y + by * r);
  }
  context.lineWidth = Math.max(1.2, r * 0.2);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context @param {{state: string, initials: string}} dot @param {number} r its radius
 * @param {Record<string, string>} colours @param {boolean} isSelected
 */
export function drawDot(context, { state, initials }, x, y, r, colours, isSelected = false) {
  const colour = colourOf(state, colours);
  if (isSelected) halo(context, x, y, r, colours);
  context.save();
  if (state === "away") context.globalAlpha = 0.65;
  outline(context, state, x, y, r + 1.4);
  context.fillStyle = colours.panel;
  context.fill();
  outline(context, state, x, y, r);
  if (isFilled(state)) {
    context.fillStyle = colour;
    context.fill();
  } else {
    context.lineWidth = Math.max(1.6, r * 0.2);
    context.strokeStyle = colour;
    if (state === "waiting") context.setLineDash([r * 0.55, r * 0.42]);
    context.stroke();
    context.setLineDash([]);
  }
  context.strokeStyle = colour;
  if (r < 9 || !initials) sign(context, state, x, y, r);
  else inscribe(context, initials, x, y, r * 0.86, isFilled(state) ? colours.accentText : colour);
  context.restore();
}

function halo(context, x, y, r, colours) {
  context.beginPath();
  context.arc(x, y, r + 6, 0, ROUND);
  context.fillStyle = colours.panel;
  context.fill();
  context.lineWidth = 3;
  context.strokeStyle = colours.accent;
  context.stroke();
}

export const groupRadius = (count) => 11 + Math.min(9, Math.log2(count) * 1.7);

/** Several helpers as one: how many, and around that the share of each state. */
export function drawGroup(context, dots, x, y, colours) {
  const r = groupRadius(dots.length);
  context.beginPath();
  context.arc(x, y, r + 1.5, 0, ROUND);
  context.fillStyle = colours.panel;
  context.fill();
  context.lineWidth = 3.6;
  let from = -Math.PI / 2;
  for (const state of HELPER_STATES) {
    const share = dots.filter((dot) => dot.state === state).length / dots.length;
    if (!share) continue;
    context.beginPath();
    context.arc(x, y, r - 1.4, from, from + share * ROUND);
    context.strokeStyle = colourOf(state, colours);
    context.stroke();
    from += share * ROUND;
  }
  inscribe(context, String(dots.length), x, y, 12, colours.text, 700);
}

/** How far each helper goes: one faint area for all, and the selected one's strongly. */
export function drawReach(context, circles, colours, isStrong) {
  if (!circles.length) return;
  context.beginPath();
  for (const { x, y, r } of circles) {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, ROUND);
  }
  context.fillStyle = colours.accent;
  context.globalAlpha = isStrong ? 0.13 : 0.05;
  context.fill();
  context.strokeStyle = colours.accent;
  context.lineWidth = isStrong ? 2 : 1;
  context.globalAlpha = isStrong ? 0.9 : 0.13;
  context.stroke();
  context.globalAlpha = 1;
}

/** A ring that grows and fades where something changed. @param {number} share 0 to 1 */
export function drawPulse(context, x, y, r, share, colours) {
  context.beginPath();
  context.arc(x, y, r + 18 * share, 0, ROUND);
  context.strokeStyle = colours.accent;
  context.globalAlpha = (1 - share) * 0.8;
  context.lineWidth = 3;
  context.stroke();
  context.globalAlpha = 1;
}
