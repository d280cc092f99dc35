/** The pin that marks one place. */

/** @param {CanvasRenderingContext2D} context @param {{x, y}} at where it points @param {Record<string, string>} colours */
export function drawNeedle(context, { x, y }, colours, size = 1) {
  context.save();
  context.translate(x, y);
  context.scale(size, size);
  context.beginPath();
  context.ellipse(0, 0, 7, 2.6, 0, 0, 2 * Math.PI);
  context.fillStyle = "rgb(0 0 0 / 22%)";
  context.fill();
  context.beginPath();
  context.moveTo(0, 0);
  context.bezierCurveTo(-2, -9, -12, -14, -12, -24);
  context.arc(0, -24, 12, Math.PI, 0);
  context.bezierCurveTo(12, -14, 2, -9, 0, 0);
  context.closePath();
  context.fillStyle = colours.bad;
  context.fill();
  context.lineWidth = 1.6;
  context.strokeStyle = colours.panel;
  context.stroke();
  context.beginPath();
  context.arc(0, -24, 4.6, 0, 2 * Math.PI);
  context.fillStyle = colours.panel;
  context.fill();
  context.restore();
}
