/** Where short words pass by: on the phone they are for, or at the foot of the page. */

import { html } from "./html.js";
import { phones } from "./phones.js";
import { nameOf, people } from "./state.js";
import { toasts } from "./toasts.js";

/** What is said to nobody's phone, or to one that is not on the table. */
export function Toasts() {
  const onTable = new Set(phones.value.map((phone) => phone.person));
  return html`<${List} shown=${toasts.value.filter((one) => !onTable.has(one.person))} named=${true} />`;
}

/** Props: person. */
export function PhoneToasts({ person }) {
  return html`<${List} shown=${toasts.value.filter((one) => one.person === person)} named=${false} />`;
}

function List({ shown, named }) {
  return html`
    <div class=${named ? "toasts" : "phone-toasts"} role="status" aria-live="polite">
      ${shown.map((one) => html`
        <div key=${one.number} class="toast ${one.kind}">
          ${named && one.person && html`<small>${nameOf(people.value.get(one.person))}</small>`}<span dir="auto">${one.text}</span>
        </div>`)}
    </div>`;
}
