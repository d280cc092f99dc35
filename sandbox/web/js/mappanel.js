/** The network on a map, and the same as a list for those who can't see it. */

import { html, useEffect, useState } from "./html.js";
import { NetworkMap } from "./map/network.js";
import { front, open, phones } from "./phones.js";
import { nameOf, network, people, sandboxNow, tour } from "./state.js";
import { dateOf, shortDayOf, timeOf, zoneNameOf, zoneOf } from "./time.js";
import { towns } from "./towns.js";

/** Props: t, language, onOpen. */
export function MapPanel({ t, language, onOpen }) {
  const [selected, setSelected] = useState(null);
  const shown = network.value;
  const newest = Math.max(0, ...(shown?.missions ?? []).map((one) => one.number));
  const touring = tour.value?.step > 1;
  useEffect(() => {
    if (touring) setSelected({ mission: newest });
  }, [touring, newest]);
  if (!shown) return html`<p class="empty">${t("map.none")}</p>`;
  const openPhone = (person) => {
    open(person);
    onOpen();
  };
  return html`
    <div class="map-panel">
      <${NetworkMap} network=${shown} people=${people.value} towns=${towns} t=${t} language=${language} selected=${selected} onSelect=${setSelected}
        watched=${phones.value.map((phone) => phone.person)} />
      ${selected?.helper && html`<${HelperCard} helper=${shown.helpers.find((one) => one.person_id === selected.helper)} onOpen=${openPhone} t=${t} />`}
      <section class="missions" aria-label=${t("missions.title")}>
        <h3>${t("missions.title")}</h3>
        ${!shown.missions.length && html`<p class="empty">${t("missions.none")}</p>`}
        <ul>
          ${shown.missions.map((one) => html`
            <${MissionRow} key=${one.number} mission=${one} isSelected=${selected?.mission === one.number} onSelect=${() => setSelected({ mission: one.number, isNear: true })}
              onOpen=${openPhone} t=${t} language=${language} />`)}
        </ul>
      </section>
    </div>`;
}

function HelperCard({ helper, onOpen, t }) {
  const person = helper && people.value.get(helper.person_id);
  if (!person) return null;
  return html`
    <div class="helper-card">
      <b>${nameOf(person)}</b> <span class="tag ${helper.state}">${t(`helper.${helper.state}`)}</span>
      <small>${helper.spots.map((spot) => `${spot.name} · ${(spot.radius_m ?? 0) / 1000} km`).join(", ")}</small>
      <button class="button" onClick=${() => onOpen(person.id)}>${t("phone.open")}</button>
    </div>`;
}

function MissionRow({ mission, isSelected, onSelect, onOpen, t, language }) {
  const name = mission.kind[language] ?? Object.values(mission.kind)[0];
  return html`
    <li class="mission ${isSelected ? "selected" : ""}">
      <button class="mission-head" aria-expanded=${isSelected} onClick=${onSelect}>
        <span aria-hidden="true">${mission.icon}</span> <b>#${mission.number} ${name}</b>
        <span class="tag ${mission.state}">${t(`mission.${mission.state}`)}</span>
        <small>${mission.place} · ${timesOf(mission, language)}${mission.urgent ? ` · ${t("mission.urgent")}` : ""}</small>
      </button>
      ${isSelected && html`
        <ul class="offers">
          ${mission.offers.map((offer) => html`
            <li key=${offer.person_id}>
              <button onClick=${() => onOpen(offer.person_id)}>${nameOf(people.value.get(offer.person_id))}</button>
              <small>${t("offer.wave", { wave: offer.wave })} · ${t(`offer.${offer.state}`)}</small>
            </li>`)}
        </ul>`}
    </li>`;
}

/** From when to when: with the day, unless it is today, and the zone, unless the clock above shows the same. */
function timesOf({ starts_at, ends_at, zone }, language) {
  const [from, to] = [starts_at, ends_at].map((instant) => new Date(instant).getTime());
  const time = (ms) => timeOf(ms, language, zone);
  const day = (ms) => `${shortDayOf(ms, language, zone)} `;
  const today = dateOf(sandboxNow(), zone);
  const isToday = dateOf(from, zone) === today && dateOf(to, zone) === today;
  const isOneDay = dateOf(from, zone) === dateOf(to, zone);
  const name = zoneNameOf(from, zone);
  const isNear = name === zoneNameOf(from, zoneOf(people.value.get(front.value)));
  return `${isToday ? "" : day(from)}${time(from)}–${isOneDay ? "" : day(to)}${time(to)}${isNear ? "" : ` ${name}`}`;
}
