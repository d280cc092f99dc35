/** Instants as people read them; unless told otherwise, in the zone of the page's clock. */

export const ZONE = "Europe/Brussels";

const formats = new Map();

function formatted(language, options, instant, zone = ZONE) {
  const key = language + zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(regionOf(language), { timeZone: zone, ...options }));
  return formats.get(key).format(instant);
}

const regionOf = (language) => ({ en: "en-GB", fr: "fr-BE", nl: "nl-BE" })[language] ?? language;

/** 14:05 @param {number} ms @param {string} [zone] */
export const timeOf = (ms, language, zone) => formatted(language, { hour: "2-digit", minute: "2-digit" }, ms, zone);
/** 14:05:09 @param {number} ms */
export const secondOf = (ms, language) => formatted(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" }, ms);
/** Monday 23 November @param {number} ms */
export const dayOf = (ms, language) => formatted(language, { weekday: "long", day: "numeric", month: "long" }, ms);
/** Mon 23 Nov @param {number} ms */
export const shortDayOf = (ms, language) => formatted(language, { weekday: "short", day: "numeric", month: "short" }, ms);
/** Tells one day from another. @param {number} ms */
export const dateOf = (ms) => formatted("en", { year: "numeric", month: "2-digit", day: "2-digit" }, ms);
