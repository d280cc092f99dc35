/** What could not be done, in the visitor's language. */

import { translator } from "./i18n.js";

/** What the sandbox or the browser says, and the key of the text for it; the first that fits counts. */
const REFUSALS = [
  [/IMAGE_PROCESS_FAILED|PHOTO_INVALID_DIMENSIONS|too big for a photo/, "refused.picture"],
  [/^that is too large$/, "attach.too_large"],
  [/does not run backwards|days ahead of real time/, "refused.clock"],
  [/didn't answer the tap|got no answer within/, "refused.silent"],
  [/has blocked the bot$/, "refused.blocked"],
  [/ isn't in /, "refused.outside"],
  [/^the app sends 1 to \d+ characters$/, "refused.length"],
  [/^there is no message \d+$|^message \d+ is gone$/, "refused.gone"],
  [/^no network is connected/, "map.none"],
  [/^(Failed to fetch|NetworkError when|Load failed)/, "refused.lost"],
];

/** @param {Error} error @returns {string} the text for it; for one that nobody foresaw, what it says itself */
export function refusalOf({ message }) {
  const [, key] = REFUSALS.find(([pattern]) => pattern.test(message)) ?? [null, "refused.other"];
  return translator.value(key, { why: message });
}
