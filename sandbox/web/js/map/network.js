/** The whole network on a map. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "../html.js";
import { FitButtons, ZoomButtons } from "./controls.js";
import { listen } from "./gestures.js";
import { Legend } from "./legend.js";
import { hasPoint, isUnderWay } from "./pins.js";
import { REGIONS } from "./regions.js";
import { Scene } from "./scene.js";

const STATE_SIGNS = { taken: "✓", completed: "✓", cancelled: "×", expired: "…" };
const MOST_NAMED = 6;

/**
 * @param {object} props
 * @param {object|null} props.network as GET /sandbox/map tells it
 * @param {Map<number, {id, first_name, last_name}>} props.people
 * @param {(box: {south, west, north, east}) => Promise<object[]>} props.towns
 * @param {(key: string, values?: object) => string} props.t
 * @param {string} props.language
 * @param {{helper: number}|{mission: number}|null} props.selected
 * @param {number[]} [props.watched] whose mission is shown at first, by id
 * @param {(selected: {helper: number}|{mission: number}|null) => void} props.onSelect
 */
export function NetworkMap({ network, people, towns, t, language, selected, onSelect, watched = [] }) {
  const [canvas, field, pinBox, scene] = [useRef(null), useRef(null), useRef(null), useRef(null)];
  const [tip, setTip] = useState(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  useLayoutEffect(() => {
    const made = new Scene(canvas.current, pinBox.current, towns);
    scene.current = made;
    const stop = listen(field.current, made.stage, {
      onTap: (at) => tapped(made, at, select.current),
      onHover: (at) => setTip(at && tipOf(made, at)),
      onHome: () => made.fit(),
    });
    return () => {
      stop();
      made.destroy();
    };
  }, [towns]);
  useLayoutEffect(() => scene.current.update(network, people, selected, watched), [network, people, selected, towns]);
  useEffect(() => setTip(null), [network]);

  const missions = network?.missions ?? [];
  const pin = (mission) => html`
    <${Pin} key=${mission.number} mission=${mission} isSelected=${selected?.mission === mission.number} t=${t} language=${language}
      onSelect=${() => onSelect({ mission: mission.number })} />`;
  const byPhone = missions.filter((one) => !hasPoint(one) && (isUnderWay(one) || selected?.mission === one.number));
  return html`
    <div class="map" role="region" aria-label=${t("map.title")}>
      <div class="map-field ${tip ? "pointing" : ""}" ref=${field} tabindex="0" role="application" aria-label=${t("map.help")}>
        <canvas ref=${canvas} aria-hidden="true"></canvas>
      </div>
      <div class="map-pins" ref=${pinBox}>${missions.filter(hasPoint).map(pin)}</div>
      ${byPhone.length > 0 && html`
        <div class="map-phone" role="group" aria-label=${t("map.by_phone")}><span aria-hidden="true">📞</span>${byPhone.map(pin)}</div>`}
      ${tip && html`<${Tip} ...${tip} t=${t} />`}
      <${FitButtons} regions=${Object.keys(REGIONS)} onFit=${(name) => scene.current.fit(name)} t=${t} />
      <${ZoomButtons} onZoom=${(factor) => scene.current.stage.zoom(factor, undefined, 260)} t=${t} />
      <${Legend} t=${t} />
    </div>`;
}

function tapped(scene, at, onSelect) {
  const mark = scene.under(at);
  if (!mark) onSelect(null);
  else if (mark.dots.length > 1) scene.open(mark);
  else onSelect({ helper: mark.dots[0].id });
}

function tipOf(scene, at) {
  const mark = scene.under(at);
  return mark && { mark, ...scene.screenOf(mark) };
}

function Tip({ mark, x, y, t }) {
  const [first] = mark.dots;
  const names = [...new Set(mark.dots.map((dot) => dot.name))];
  const more = names.length - MOST_NAMED;
  return html`
    <div class="map-tip" ref=${(element) => element && (element.style.transform = `translate(${x}px, ${y}px) translate(-50%, 20px)`)} aria-hidden="true">
      ${mark.dots.length === 1
        ? html`<b>${first.name}</b> <span>${t(`helper.${first.state}`)}</span><br /><small>${first.spot.name}</small>`
        : html`${names.slice(0, MOST_NAMED).join(", ")}${more > 0 && ` ${t("map.more", { count: more })}`}`}
    </div>`;
}

function Pin({ mission, isSelected, onSelect, t, language }) {
  const kind = mission.kind[language] ?? Object.values(mission.kind)[0];
  const state = t(`mission.${mission.state}`);
  const urgent = mission.urgent ? `, ${t("mission.urgent")}` : "";
  const label = `#${mission.number} ${kind}, ${state}${urgent}${mission.place ? `, ${mission.place}` : ""}`;
  const isNow = isUnderWay(mission);
  return html`
    <button type="button" class="map-pin ${mission.state} ${mission.urgent && isNow ? "urgent" : ""}" data-mission=${mission.number}
      aria-label=${label} aria-pressed=${isSelected} title=${label} onClick=${onSelect}>
      <span aria-hidden="true">${mission.icon}</span>
      ${isNow && html`<b aria-hidden="true">#${mission.number}</b>`}
      ${STATE_SIGNS[mission.state] && html`<i aria-hidden="true">${STATE_SIGNS[mission.state]}</i>`}
    </button>`;
}
