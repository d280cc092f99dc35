/** Short words that pass by: answers to taps, and what could not be done. */

import { signal } from "./html.js";
import { refusalOf } from "./refusals.js";
import { people, nameOf } from "./state.js";

const READING_MS = 2500;
const MS_A_LETTER = 30;
let number = 0;

/** [{number, text, kind, person}] kind: answer, wrong or note; person: on whose phone it appears, null for the page */
export const toasts = signal([]);
/** An answer to be confirmed: {text, who} */
export const alertShown = signal(null);

/** @param {string} text @param {"answer"|"wrong"|"note"} kind @param {number} [person] on whose phone */
export function toast(text, kind = "note", person = null) {
  const one = { number: ++number, text, kind, person };
  toasts.value = [...toasts.value.filter((before) => !person || before.person !== person).slice(-3), one];
  setTimeout(() => dismiss(one.number), READING_MS + text.length * MS_A_LETTER);
}

export const dismiss = (which) => (toasts.value = toasts.value.filter((one) => one.number !== which));

/** Show a bot's answer to a tap as the app does. */
export function showAnswer({ person, text, alert, url }) {
  if (text && alert) alertShown.value = { text, who: nameOf(people.value.get(person)) };
  else if (text) toast(text, "answer", person);
  if (url) toast(url, "note", person);
}

/** Say why something could not be done; anything unexpected goes to the console as well. */
export function complain(error) {
  if (!error.status) console.error(error);
  toast(refusalOf(error), "wrong");
}
