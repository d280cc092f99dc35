/** The pins of the missions on the map: buttons of the page, put where they belong, each with a stem to its place. */

import { drawStem, pinsOf, standing } from "./pins.js";
import { isStill } from "./theme.js";

const SETTLE = 0.22; // of the way to where a pin is to stand, at each frame
const MARGIN_PX = 60;

export class PinBoard {
  /** @param {HTMLElement} box holds a button with `data-mission` for each pin @param {import("./stage.js").Stage} stage */
  constructor(box, stage) {
    Object.assign(this, { box, stage, pins: [], goals: [], placed: [], offsets: new Map(), step: null });
  }

  /** @param {object[]} missions */
  show(missions) {
    this.pins = pinsOf(missions);
    this.step = null;
  }

  /**
   * Find a place for each pin, anew if `step` (a scale, in steps) is another one.
   * @param {number} step @param {() => {x, y, r}[]} circles what pins are to leave free, in pixels of the projected square
   */
  layOut(step, circles) {
    const { scale } = this.stage.view;
    if (this.step !== step) {
      this.step = step;
      this.goals = standing(this.pins, scale, circles());
    }
    this.placed = this.pins.map((pin, i) => {
      const at = this.stage.toScreen(pin);
      const { dx, dy } = this.settled(pin.mission.number, this.goals[i]);
      return { pin, at, x: at.x + dx, y: at.y + dy };
    });
  }

  settled(number, goal) {
    const before = this.offsets.get(number);
    const isThere = !before || isStill() || Math.hypot(goal.dx - before.dx, goal.dy - before.dy) < 0.5;
    const now = isThere ? goal : { dx: before.dx + (goal.dx - before.dx) * SETTLE, dy: before.dy + (goal.dy - before.dy) * SETTLE };
    this.offsets.set(number, now);
    if (!isThere) this.stage.animate(40);
    return now;
  }

  /** @param {import("./labels.js").Taken} taken */
  reserve(taken) {
    for (const { pin, x, y } of this.placed) {
      const [w, h] = [pin.width / 2, pin.height / 2];
      taken.add({ left: x - w, top: y - h, right: x + w, bottom: y + h + 6 });
    }
  }

  drawStems(context) {
    const { colours } = this.stage;
    const tints = { open: colours.accent, taken: colours.good };
    for (const { pin, at, x, y } of this.placed) drawStem(context, { x, y }, at, tints[pin.mission.state] ?? colours.muted, colours.panel);
  }

  /** Bring the buttons to where they are drawn; out of view, nobody is to come upon them with the keyboard. */
  move() {
    const { width, height } = this.stage.size;
    for (const { pin, x, y } of this.placed) {
      const button = this.button(pin.mission.number);
      if (!button) continue;
      const isSeen = x > -MARGIN_PX && y > -MARGIN_PX && x < width + MARGIN_PX && y < height + MARGIN_PX;
      button.style.visibility = isSeen ? "" : "hidden";
      button.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -50%)`;
    }
  }

  /** Draw the eye to a mission for a moment. */
  pulse(number) {
    this.button(number)?.animate(
      [{ boxShadow: "0 0 0 0 var(--accent)" }, { boxShadow: "0 0 0 14px transparent" }],
      { duration: 900, iterations: 3, easing: "ease-out" },
    );
  }

  button(number) {
    return this.box.querySelector(`[data-mission="${number}"]`);
  }
}
