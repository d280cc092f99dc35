/** How many messages nobody has read yet. */

import { html } from "./html.js";

/** Props: count, t. */
export function Unread({ count, t }) {
  return html`<span class="unread"><span aria-hidden="true">${count > 99 ? "99+" : count}</span><span class="visually-hidden">${t("chat.unread", { count })}</span></span>`;
}
