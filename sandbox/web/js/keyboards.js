/** Buttons under a message, and the keyboard under the text field. */

import { html } from "./html.js";
import { Icon } from "./icons.js";

const MARKS = [["url", "out"], ["copy_text", "copy"]];

/** `target`: the callback data of the button that the tour asks to press. */
export function InlineKeyboard({ message, target, deeds, t }) {
  const rows = message.wire.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return html`
    <div class="inline-keyboard" role="group" aria-label=${t("chat.buttons")}>
      ${rows.map((row, index) => html`
        <div class="keys" key=${index}>
          ${row.map((button, at) => html`<${InlineButton} key=${at} button=${button} message=${message} target=${target} deeds=${deeds} />`)}
        </div>`)}
    </div>`;
}

function InlineButton({ button, message, target, deeds }) {
  const mark = MARKS.find(([field]) => button[field])?.[1];
  const awaited = target && button.callback_data === target;
  return html`
    <button class="key ${button.style ?? ""} ${awaited ? "awaited" : ""}" disabled=${"disabled" in button}
      onClick=${(event) => deeds.tap(message, button, event.currentTarget)}>
      ${button.text}${mark && html`<span class="mark"><${Icon} name=${mark} size="12" /></span>`}
    </button>`;
}

/** The keyboard a bot has put in place of letters. */
export function ReplyKeyboard({ markup, onKey, t }) {
  return html`
    <div class="reply-keyboard" role="group" aria-label=${t("chat.keyboard")}>
      ${markup.keyboard.map((row, index) => html`
        <div class="keys" key=${index}>
          ${row.map((key) => html`<button class="key ${key.style ?? ""}" key=${key.text} onClick=${() => onKey(key)}>${key.text}</button>`)}
        </div>`)}
    </div>`;
}
