/** What is new between two states of the network, so that the map can draw the eye to it for a moment. */

const missionKey = ({ state, helper, urgent, offers }) => `${state} ${helper} ${urgent} ${offers.length}`;
const offerKey = (mission, offer) => `${mission.number} ${offer.person_id}`;

/** Keeps when each link came up, and tells what changed. Nothing counts as new in the first state it sees. */
export class Changes {
  constructor() {
    this.helpers = null;
    this.missions = null;
    this.links = new Map(); // offer → when it came up
  }

  /** @param {object} network @param {number} now in ms @returns {{helpers: number[], missions: number[]}} what changed */
  note(network, now) {
    const helpers = new Map(network.helpers.map((one) => [one.person_id, one.state]));
    const missions = new Map(network.missions.map((one) => [one.number, missionKey(one)]));
    const changed = { helpers: differing(this.helpers, helpers), missions: differing(this.missions, missions) };
    this.noteLinks(network.missions, this.missions ? now : -Infinity);
    this.helpers = helpers;
    this.missions = missions;
    return changed;
  }

  noteLinks(missions, now) {
    const before = this.links;
    this.links = new Map(missions.flatMap((mission) =>
      mission.offers.map((offer, i) => [offerKey(mission, offer), before.get(offerKey(mission, offer)) ?? now + i * 60]),
    ));
  }

  /** When the link of an offer came up, in ms. */
  since(mission, offer) {
    return this.links.get(offerKey(mission, offer)) ?? -Infinity;
  }
}

const differing = (before, after) => (before ? [...after].filter(([key, value]) => before.get(key) !== value).map(([key]) => key) : []);
