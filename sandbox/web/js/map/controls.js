/** Buttons on the map. */

import { html } from "../html.js";

/** Props: onZoom(factor), t. */
export function ZoomButtons({ onZoom, t }) {
  return html`
    <div class="map-zoom">
      <button type="button" aria-label=${t("map.zoom_in")} title=${t("map.zoom_in")} onClick=${() => onZoom(2)}>+</button>
      <button type="button" aria-label=${t("map.zoom_out")} title=${t("map.zoom_out")} onClick=${() => onZoom(0.5)}>−</button>
    </div>`;
}

/** Props: regions (names), onFit(name or undefined), t. */
export function FitButtons({ regions, onFit, t }) {
  return html`
    <div class="map-fit" role="group" aria-label=${t("map.show")}>
      ${regions.map((name) => html`<button type="button" key=${name} onClick=${() => onFit(name)}>${t(`map.${name}`)}</button>`)}
      <button type="button" onClick=${() => onFit()}>${t("map.everything")}</button>
    </div>`;
}
