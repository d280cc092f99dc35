/** The bar at the top: what this is, the sandbox's time, language and light. */

import { post } from "./api.js";
import { html, signal } from "./html.js";
import { Icon } from "./icons.js";
import { LANGUAGES, choose, language } from "./i18n.js";
import { front } from "./phones.js";
import { isSmall } from "./screen.js";
import { clock, connection, people, sandboxNow } from "./state.js";
import { shortDayOf, timeOf, weekdayOf, zoneNameOf, zoneOf } from "./time.js";
import { complain } from "./toasts.js";

const KEPT_AS = "sandbox.theme";
const MINUTE = 60;

const system = matchMedia("(prefers-color-scheme: dark)");
const chosen = signal(localStorage.getItem(KEPT_AS));
const theme = signal("light");

function light() {
  theme.value = chosen.value ?? (system.matches ? "dark" : "light");
  document.documentElement.dataset.theme = theme.value;
}
system.addEventListener("change", light);
light();

function toggle() {
  chosen.value = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem(KEPT_AS, chosen.value);
  light();
}

/** Props: t, onTour. */
export function Top({ t, onTour }) {
  return html`
    <header class="top">
      <h1><img class="logo" src="/web/icon.svg" width="26" height="26" alt="" /><span class="brand">${t("top.title")}</span></h1>
      <button class="button primary tour-button" aria-label=${t("tour.begin")} onClick=${onTour}><${Icon} name="play" size="16" /> <span class="long">${t("tour.begin")}</span><span class="short" aria-hidden="true">${t("tour.begin_short")}</span></button>
      <${TimeBar} t=${t} />
      <span class="live ${connection.value}" role="status" title=${t(`top.${connection.value}`)}>
        <span class="dot" aria-hidden="true"></span><span class="live-text">${t(`top.${connection.value}`)}</span>
      </span>
      <div class="choices">
        <select class="field" aria-label=${t("top.language")} value=${language.value} onChange=${(event) => choose(event.target.value)}>
          ${Object.entries(LANGUAGES).map(([code, name]) => html`<option key=${code} value=${code} lang=${code} selected=${code === language.value}>${isSmall.value ? code.toUpperCase() : name}</option>`)}
        </select>
        <button class="button icon" aria-label=${t(theme.value === "dark" ? "top.light" : "top.dark")} onClick=${toggle}><${Icon} name=${theme.value === "dark" ? "sun" : "moon"} size="18" /></button>
      </div>
    </header>`;
}

/** The time on the phone in front. */
function TimeBar({ t }) {
  const now = sandboxNow();
  const zone = zoneOf(people.value.get(front.value));
  const shown = (format) => format(now, language.value, zone);
  const { ahead } = clock.value;
  const move = (body) => () => post("/clock", body).catch(complain);
  return html`
    <div class="time-bar" role="group" aria-label=${t("clock.title")}>
      <span class="back-or-clock ${ahead > 0 ? "moved" : ""}">
        <${Icon} name="clock" size="17" />
        <button class="button" aria-label=${t("clock.real")} title=${t("clock.real")} onClick=${move({})}><${Icon} name="back" size="16" /><span>${t("clock.real")}</span></button>
      </span>
      <span class="now ${ahead ? "moved" : ""}">
        <time datetime=${new Date(now).toISOString()}><span class="weekday">${shown(weekdayOf)} </span><span class="date">${shown(shortDayOf)} </span><b>${shown(timeOf)}</b> <small>${zoneNameOf(now, zone)}</small></time>
      </span>
      ${ahead !== null && html`
        <button class="button" onClick=${move({ by: 15 * MINUTE })}>${t("clock.quarter")}</button>
        <button class="button" onClick=${move({ by: 60 * MINUTE })}>${t("clock.hour")}</button>
        <button class="button" onClick=${move({ to_time: "09:00", zone })}>${t("clock.nine")}</button>`}
    </div>`;
}
