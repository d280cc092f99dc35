/** Names for the map, as the network knows them. */

import { get } from "./api.js";

/** @param {{south, west, north, east}} box in degrees @returns {Promise<object[]>} none when there is no network */
export const towns = (box) => get("/towns", box).catch(() => []);
