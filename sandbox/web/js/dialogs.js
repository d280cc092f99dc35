/** What covers the page for a moment: an alert, a picture, a place to pick. */

import { html, signal, useEffect, useRef } from "./html.js";
import { Icon } from "./icons.js";
import { PlacePicker } from "./map/picker.js";
import { helpers } from "./state.js";
import { alertShown } from "./toasts.js";
import { towns } from "./towns.js";

const picture = signal(null);
const picking = signal(null);
const SUGGESTED = 8;

/** Show a picture in full. @param {string} url */
export const enlarge = (url) => (picture.value = url);

/** Let the visitor set a pin. @returns {Promise<{latitude, longitude}|null>} */
export function pickPlace({ start, title }) {
  return new Promise((resolve) => {
    picking.value = { start: start ?? { latitude: 50.8453, longitude: 4.3571 }, title, resolve };
  });
}

/** All dialogs. Props: t. */
export function Dialogs({ t }) {
  const shownAlert = alertShown.value;
  return html`
    ${shownAlert && html`
      <${Dialog} label=${shownAlert.who} onClose=${() => (alertShown.value = null)}>
        <p class="alert-who">${shownAlert.who}</p>
        <p class="alert-text">${shownAlert.text}</p>
        <form method="dialog"><button class="button primary wide" autofocus>${t("dialog.ok")}</button></form>
      <//>`}
    ${picture.value && html`
      <${Dialog} label=${t("chat.picture")} kind="lightbox" onClose=${() => (picture.value = null)}>
        <form method="dialog"><img src=${picture.value} alt=${t("chat.picture")} /><button class="button icon lightbox-close" aria-label=${t("dialog.close")} autofocus><${Icon} name="close" /></button></form>
      <//>`}
    ${picking.value && html`<${Picking} ...${picking.value} t=${t} />`}`;
}

function Picking({ start, title, resolve, t }) {
  const done = (place) => {
    picking.value = null;
    resolve(place);
  };
  return html`
    <${Dialog} label=${title} kind="picking" onClose=${() => done(null)}>
      <h2>${title}</h2>
      <${PlacePicker} start=${start} suggestions=${suggestions()} towns=${towns} t=${t}
        onPick=${({ latitude, longitude }) => done({ latitude, longitude })} onCancel=${() => done(null)} />
    <//>`;
}

/** Some of the places where helpers are, from all over: there is something to see around them. */
function suggestions() {
  const spots = [...helpers.value.values()].flatMap((one) => one.spots);
  const named = [...new Map(spots.map((spot) => [spot.name.replace(/^\S*\d\S* /, ""), spot]))];
  const step = Math.max(1, named.length / SUGGESTED);
  return Array.from({ length: Math.min(SUGGESTED, named.length) }, (_, index) => named[Math.floor(index * step)])
    .map(([name, { latitude, longitude }]) => ({ name, latitude, longitude }));
}

function Dialog({ label, kind = "", onClose, children }) {
  const box = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current.showModal();
    const shown = box.current;
    return () => {
      shown.close(); // or else what is behind it can't be focused yet
      if (before?.isConnected) before.focus();
    };
  }, []);
  const outside = ({ target, currentTarget, clientX, clientY }) => {
    const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
    const isOutside = clientX < left || clientX > right || clientY < top || clientY > bottom;
    if (target === currentTarget && isOutside) currentTarget.close();
  };
  return html`<dialog ref=${box} class="dialog ${kind}" aria-label=${label} onClose=${onClose} onClick=${outside}>${children}</dialog>`;
}
