/** The map of the network: what is drawn on it, and what is under the pointer. */

import { drawBase } from "./base.js";
import { Changes } from "./changes.js";
import { dotsOf, marksOf } from "./dots.js";
import { Taken, write } from "./labels.js";
import { drawLink, rank } from "./links.js";
import { drawDot, drawGroup, drawPulse, drawReach, groupRadius } from "./marks.js";
import { PinBoard } from "./pinboard.js";
import { hasPoint, isUnderWay } from "./pins.js";
import { boxAround, contains } from "./projection.js";
import { EVERYWHERE, REGIONS } from "./regions.js";
import { Stage } from "./stage.js";
import { isStill } from "./theme.js";
import { Towns, drawTowns } from "./towns.js";
import { seen, zoomOf } from "./view.js";

const GROW_MS = 650;
const PULSE_MS = 1400;
const NAMES_FROM = 9.6; // zoom
const LEAST_REACH_PX = 7;
const FIRST_ZOOM = 11.5;
const TIGHT = { top: 58, side: 46, bottom: 56 };
const WIDE = { top: 112, side: 84, bottom: 70 };
const SMALL_PX = 640;
const NO_NETWORK = { helpers: [], missions: [] };

export class Scene {
  /** @param {HTMLCanvasElement} canvas @param {HTMLElement} pinBox holds a child with `data-mission` for each pin */
  constructor(canvas, pinBox, towns) {
    this.network = NO_NETWORK;
    this.dots = [];
    this.marks = [];
    this.pulses = new Map();
    this.changes = new Changes();
    this.selected = null;
    this.isFitted = false;
    this.stage = new Stage(canvas, (context, now) => this.draw(context, now), {
      onSize: () => this.resized(),
      onSettled: () => this.towns.follow(this.stage.view, this.stage.size),
    });
    this.board = new PinBoard(pinBox, this.stage);
    this.towns = new Towns(towns, () => this.stage.invalidate());
  }

  destroy() {
    this.towns.destroy();
    this.stage.destroy();
  }

  resized() {
    this.fitFirst();
    this.towns.follow(this.stage.view, this.stage.size);
  }

  /** The network as it is now. The view stays where it is; at first it shows what concerns those `watched`, by id. */
  update(network, people, selected, watched) {
    this.network = network ?? NO_NETWORK;
    this.watched = watched;
    if (network && (network !== this.last || people !== this.people)) {
      if (network !== this.last) this.noteChanges(network);
      this.last = network;
      this.people = people;
      this.dots = dotsOf(network, people);
      this.board.show(network.missions);
      this.markScale = null;
    }
    if (selected !== this.selected) this.select(selected);
    this.fitFirst();
    this.stage.invalidate();
  }

  noteChanges(network) {
    const now = performance.now();
    const changed = this.changes.note(network, now);
    if (isStill()) return;
    for (const id of changed.helpers) this.pulses.set(id, now);
    for (const number of changed.missions) this.board.pulse(number);
    if (changed.helpers.length || changed.missions.length) this.stage.animate(PULSE_MS + GROW_MS);
  }

  select(selected) {
    const isOther = selected?.helper !== this.selected?.helper || selected?.mission !== this.selected?.mission;
    this.selected = selected;
    this.markScale = null;
    if (!(isOther || selected?.isNear) || !this.isFitted) return;
    const places = this.placesOf(selected);
    if (selected?.isNear && places.length) return this.fitTo(this.withAsked(places[0]));
    const box = seen(this.stage.view, this.stage.size, -0.04);
    if (places.length && !places.some((place) => contains(box, place))) this.stage.fit(boxAround(places), { room: WIDE, nearest: 10 });
  }

  placesOf(selected) {
    if (selected?.helper) return this.dots.filter((dot) => dot.id === selected.helper).map((dot) => dot.spot);
    return this.network.missions.filter((one) => one.number === selected?.mission && hasPoint(one));
  }

  /** A mission and those who were asked. */
  withAsked(mission) {
    const asked = new Set(mission.offers.map((offer) => offer.person_id));
    return [mission, ...this.dots.filter((dot) => asked.has(dot.id)).map((dot) => dot.spot)];
  }

  fitTo(places) {
    this.stage.fit(boxAround(places), { room: this.isSmall() ? TIGHT : WIDE, nearest: FIRST_ZOOM });
  }

  /** A mission that is under way, and those who were asked. */
  goingOn() {
    const missions = this.network.missions.filter((one) => hasPoint(one) && isUnderWay(one));
    const mission = missions.find((one) => one.offers.some((offer) => this.watched.includes(offer.person_id))) ?? missions[0];
    return mission ? this.withAsked(mission) : [];
  }

  everyPlace() {
    return [...this.dots.map((dot) => dot.spot), ...this.board.pins.map((pin) => pin.mission)];
  }

  fitFirst() {
    if (this.isFitted || !this.stage.size.width || !this.last) return;
    const box = boxAround(this.goingOn()) ?? boxAround(this.everyPlace());
    if (box) this.isFitted = true;
    this.stage.fit(box ?? EVERYWHERE, { room: this.isSmall() ? TIGHT : WIDE, nearest: FIRST_ZOOM, isGentle: false });
  }

  /** @param {string} region one of REGIONS, or nothing for everything that is shown */
  fit(region) {
    const box = REGIONS[region] ?? boxAround(this.everyPlace()) ?? EVERYWHERE;
    this.stage.fit(box, { room: region || this.isSmall() ? TIGHT : WIDE, nearest: 11 });
  }

  isSmall() {
    return Math.min(this.stage.size.width, this.stage.size.height) < SMALL_PX;
  }

  draw(context, now) {
    const { stage } = this;
    drawBase(context, stage.outlines, stage.view, stage.size, stage.colours);
    const taken = new Taken();
    this.layOut();
    this.drawReaches(context);
    this.drawLinks(context, now);
    this.board.drawStems(context);
    this.board.reserve(taken);
    const shown = this.visibleMarks();
    for (const mark of shown) taken.addRound(mark.at.x, mark.at.y, mark.r);
    this.drawMarks(context, shown, now);
    this.drawNames(context, shown, taken);
    drawTowns(context, this.towns.shown, stage.view, stage.size, stage.colours, taken);
    this.board.move();
  }

  /** Group the dots and spread the pins, if the scale is another one than before. */
  layOut() {
    const { scale } = this.stage.view;
    const step = 2 ** (Math.round(Math.log2(scale) * 3) / 3); // groups don't change with each wheel step
    if (this.markScale !== step) {
      this.markScale = step;
      this.marks = marksOf(this.dots, step, new Set([this.selected?.helper]));
      this.markOf = new Map(this.marks.flatMap((mark) => mark.dots.map((dot) => [dot.key, mark])));
    }
    this.board.layOut(step, () => this.marks.map((mark) => this.circleOf(mark, scale)));
  }

  circleOf(mark, scale) {
    const r = mark.dots.length > 1 ? groupRadius(mark.dots.length) : this.radius();
    return { x: mark.x * scale + mark.dx, y: mark.y * scale + mark.dy, r };
  }

  visibleMarks() {
    const { size } = this.stage;
    const single = this.radius();
    return this.marks
      .map((mark) => ({ mark, at: this.screenOf(mark), r: mark.dots.length > 1 ? groupRadius(mark.dots.length) : single }))
      .filter(({ at }) => at.x > -30 && at.y > -30 && at.x < size.width + 30 && at.y < size.height + 30);
  }

  radius() {
    return Math.max(6, Math.min(13, 6 + (zoomOf(this.stage.view) - 7) * 2));
  }

  screenOf(mark) {
    const { x, y } = this.stage.toScreen(mark);
    return { x: x + mark.dx, y: y + mark.dy };
  }

  drawReaches(context) {
    const { scale } = this.stage.view;
    const circle = (dot) => ({ ...this.stage.toScreen(dot), r: dot.radius * scale });
    const { width, height } = this.stage.size;
    const isSeen = ({ x, y, r }) => r > LEAST_REACH_PX && x + r > 0 && y + r > 0 && x - r < width && y - r < height;
    drawReach(context, this.dots.filter((dot) => dot.state !== "away").map(circle).filter(isSeen), this.stage.colours, false);
    const chosen = this.dots.filter((dot) => dot.id === this.selected?.helper);
    drawReach(context, chosen.map(circle).filter(isSeen), this.stage.colours, true);
  }

  drawLinks(context, now) {
    const links = this.board.pins.flatMap((pin) => this.linksOf(pin, now));
    links.sort((a, b) => rank(b.state) - rank(a.state));
    for (const link of links) drawLink(context, link, this.stage.colours);
  }

  linksOf(pin, now) {
    const { mission } = pin;
    const isChosen = this.selected?.mission === mission.number;
    if (!isChosen && !isUnderWay(mission)) return [];
    const from = this.stage.toScreen(pin);
    return mission.offers.flatMap((offer) => {
      const mark = this.nearestMark(offer.person_id, pin);
      if (!mark) return [];
      const grown = Math.max(0, Math.min(1, (now - this.changes.since(mission, offer)) / GROW_MS));
      const isFaint = Boolean(this.selected) && !isChosen && this.selected.helper !== offer.person_id;
      return [{ from, to: this.screenOf(mark), state: offer.state, wave: offer.wave, grown: isStill() ? 1 : grown, isFaint }];
    });
  }

  nearestMark(id, pin) {
    const theirs = this.dots.filter((dot) => dot.id === id);
    const distance = (dot) => Math.hypot(dot.x - pin.x, dot.y - pin.y);
    const [nearest] = theirs.toSorted((a, b) => distance(a) - distance(b));
    return nearest && this.markOf.get(nearest.key);
  }

  drawMarks(context, shown, now) {
    const { colours } = this.stage;
    for (const { mark, at, r } of shown) {
      const since = Math.max(...mark.dots.map((dot) => this.pulses.get(dot.id) ?? -Infinity));
      if (now - since < PULSE_MS) drawPulse(context, at.x, at.y, r, Math.max(0, (now - since) / PULSE_MS), colours);
      if (mark.dots.length > 1) drawGroup(context, mark.dots, at.x, at.y, colours);
      else drawDot(context, mark.dots[0], at.x, at.y, r, colours, this.isChosen(mark));
    }
  }

  isChosen(mark) {
    return this.selected?.helper !== undefined && mark.dots[0].id === this.selected.helper;
  }

  drawNames(context, shown, taken) {
    const { colours, view } = this.stage;
    for (const { mark, at, r } of shown) {
      if (mark.dots.length > 1 || (zoomOf(view) < NAMES_FROM && !this.isChosen(mark))) continue;
      const label = { text: mark.dots[0].name, ...at, distance: r + 1, px: 12, weight: 600, colour: colours.text, halo: colours.land };
      if (label.text) write(context, label, taken);
    }
  }

  /** What is there: a mark, or nothing. @param {{x, y}} at in pixels @returns {import("./dots.js").Mark|null} */
  under(at) {
    const hits = this.visibleMarks().map((one) => ({ ...one, away: Math.hypot(one.at.x - at.x, one.at.y - at.y) }));
    const [best] = hits.filter((one) => one.away < one.r + 6).sort((a, b) => a.away - b.away);
    return best?.mark ?? null;
  }

  /** Go nearer to a group, so that it falls apart. */
  open(mark) {
    this.stage.fit(boxAround(mark.dots.map((dot) => dot.spot)), { room: WIDE, nearest: Math.min(14, zoomOf(this.stage.view) + 3.5) });
  }
}
