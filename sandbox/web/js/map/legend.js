/** What the signs on the map mean. */

import { html, useEffect, useRef, useState } from "../html.js";
import { drawLink } from "./links.js";
import { HELPER_STATES, drawDot } from "./marks.js";
import { colours, onTheme } from "./theme.js";

const OFFERS = ["offered", "accepted", "declined", "withdrawn"];
const SIZE = { width: 34, height: 20 };

/** Props: t. */
export function Legend({ t }) {
  const [isOpen, setOpen] = useState(false);
  return html`
    <details class="map-legend" open=${isOpen} onToggle=${(event) => setOpen(event.currentTarget.open)}>
      <summary>${t("map.legend")}</summary>
      ${isOpen && html`
        <ul>
          ${HELPER_STATES.map((state) => html`
            <li key=${state}><${Sign} draw=${(context, now) => drawDot(context, { state, initials: "" }, 17, 10, 6, now)} /> ${t(`helper.${state}`)}</li>`)}
          ${OFFERS.map((state) => html`
            <li key=${state}><${Sign} draw=${(context, now) => drawLink(context, line(state), now)} /> ${t(`offer.${state}`)}</li>`)}
        </ul>`}
    </details>`;
}

const line = (state) => ({ from: { x: 1, y: 8 }, to: { x: 41, y: 8 }, state, wave: 1, grown: 1, isFaint: false });

function Sign({ draw }) {
  const canvas = useRef(null);
  useEffect(() => {
    const paint = () => {
      const context = canvas.current.getContext("2d");
      context.setTransform(2, 0, 0, 2, 0, 0);
      context.clearRect(0, 0, SIZE.width, SIZE.height);
      draw(context, colours());
    };
    paint();
    return onTheme(paint);
  }, []);
  return html`<canvas ref=${canvas} width=${SIZE.width * 2} height=${SIZE.height * 2} aria-hidden="true"></canvas>`;
}
