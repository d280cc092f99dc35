/** Instants as people read them, each in the zone of who looks at them. */

const ZONE = "Europe/Brussels";
/** By how the numbers of a country begin; where there are several, the zone of its capital. */
const ZONES = {
  31: "Europe/Amsterdam", 32: ZONE, 33: "Europe/Paris", 34: "Europe/Madrid", 351: "Europe/Lisbon", 352: "Europe/Luxembourg",
  353: "Europe/Dublin", 39: "Europe/Rome", 41: "Europe/Zurich", 43: "Europe/Vienna", 44: "Europe/London", 49: "Europe/Berlin",
};

/** The zone that somebody's phone shows: that of the country their number is of. @param {{phone?: string}} [person] */
export function zoneOf(person) {
  const digits = person?.phone?.replace(/\D/g, "") ?? "";
  return ZONES[digits.slice(0, 2)] ?? ZONES[digits.slice(0, 3)] ?? ZONE;
}

const formats = new Map();

function formatted(language, options, instant, zone) {
  const key = language + zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(regionOf(language), { timeZone: zone, ...options }));
  return formats.get(key).format(instant);
}

const regionOf = (language) => ({ en: "en-GB", fr: "fr-BE", nl: "nl-BE" })[language] ?? language;

/** 14:05 @param {number} ms */
export const timeOf = (ms, language, zone) => formatted(language, { hour: "2-digit", minute: "2-digit" }, ms, zone);
/** 14:05:09 @param {number} ms */
export const secondOf = (ms, language, zone) => formatted(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" }, ms, zone);
/** Monday 23 November @param {number} ms */
export const dayOf = (ms, language, zone) => formatted(language, { weekday: "long", day: "numeric", month: "long" }, ms, zone);
/** Mon 23 Nov @param {number} ms */
export const shortDayOf = (ms, language, zone) => formatted(language, { weekday: "short", day: "numeric", month: "short" }, ms, zone);
/** Mon @param {number} ms */
export const weekdayOf = (ms, language, zone) => formatted(language, { weekday: "short" }, ms, zone);
/** Tells one day from another. @param {number} ms */
export const dateOf = (ms, zone) => formatted("en", { year: "numeric", month: "2-digit", day: "2-digit" }, ms, zone);
/** CET, GMT, BST: what the zone is called in English at that time, in whatever language the rest is. @param {number} ms */
export const zoneNameOf = (ms, zone) => formatted("en", { timeZoneName: "short", hour: "numeric" }, ms, zone).split(" ").at(-1);
