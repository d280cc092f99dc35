/** What this is, in a line, until one has read it or has taken the tour. */

import { html, signal } from "./html.js";
import { Icon } from "./icons.js";
import { tour } from "./state.js";

const KEPT_AS = "sandbox.hint";
const isRead = signal(localStorage.getItem(KEPT_AS) === "read");

/** Never say it again. */
export function noHint() {
  localStorage.setItem(KEPT_AS, "read");
  isRead.value = true;
}

/** Props: t. */
export function Hint({ t }) {
  if (isRead.value || tour.value?.step !== 0) return null;
  return html`
    <p class="hint"><span>${t("top.hint")}</span>
      <button class="button quiet icon" aria-label=${t("top.hint_read")} onClick=${noHint}><${Icon} name="close" size="16" /></button>
    </p>`;
}
