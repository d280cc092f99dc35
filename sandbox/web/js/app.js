/** The page: phones on a table, everybody to the left, map and wire to the right. On a narrow screen one at a time. */

import { Dialogs } from "./dialogs.js";
import { Hint, noHint } from "./hint.js";
import { html, render, signal, useEffect, useRef } from "./html.js";
import { Icon } from "./icons.js";
import { language, translator } from "./i18n.js";
import { follow } from "./live.js";
import { MapPanel } from "./mappanel.js";
import { Phone } from "./phone.js";
import { called, front, inFront, phones, unreadOf } from "./phones.js";
import { Roster } from "./roster.js";
import { connection, people, tour } from "./state.js";
import { Toasts } from "./toastlist.js";
import { Top } from "./top.js";
import { Tour, beginTour } from "./tour.js";
import { Wire } from "./wire.js";

const VIEWS = ["phones", "people", "map", "wire"];
/** What a narrow screen shows; on a wide one, `map` or `wire` is what stands to the right. */
const view = signal("phones");
const side = signal("map");

function choose(which) {
  view.value = which;
  if (which === "map" || which === "wire") side.value = which;
}

function betweenTabs(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  side.value = side.value === "map" ? "wire" : "map";
  requestAnimationFrame(() => document.getElementById(`tab-${side.value}`).focus());
}

function App() {
  const t = translator.value;
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = t("top.title");
  }, [language.value]);
  const toPhones = () => (view.value = "phones");
  const takeTour = () => {
    toPhones();
    noHint();
    beginTour();
  };
  return html`
    <div class="page view-${view.value} ${tour.value?.step > 0 ? "touring" : ""}">
      <a class="skip-link" href="#table">${t("top.skip")}</a>
      <${Top} t=${t} onTour=${takeTour} />
      <${Tour} t=${t} onStep=${toPhones} />
      <${Hint} t=${t} />
      ${connection.value === "lost" && html`<p class="lost" role="alert">${t("top.lost_long")}</p>`}
      <div class="columns">
        <${Roster} t=${t} onOpen=${toPhones} />
        <main id="table" class="table" tabindex="-1" aria-label=${t("phone.table")}>
          ${!phones.value.length && html`<p class="empty">${t(people.value.size ? "phone.none" : "phone.waiting")}</p>`}
          <${PhoneSwitcher} t=${t} />
          ${phones.value.map((phone) => html`<${Phone} key=${phone.person} phone=${phone} t=${t} language=${language.value} />`)}
        </main>
        <aside class="side" aria-label=${t("side.title")}>
          <div class="side-tabs" role="tablist" aria-label=${t("side.title")} onKeyDown=${betweenTabs}>
            ${["map", "wire"].map((which) => html`
              <button key=${which} role="tab" id=${`tab-${which}`} aria-controls="side-panel" aria-selected=${side.value === which} tabindex=${side.value === which ? 0 : -1} onClick=${() => choose(which)}>${t(`view.${which}`)}</button>`)}
          </div>
          <div class="side-panel" id="side-panel" role="tabpanel" aria-labelledby=${`tab-${side.value}`}>
            ${side.value === "map" ? html`<${MapPanel} t=${t} language=${language.value} onOpen=${toPhones} />` : html`<${Wire} t=${t} language=${language.value} />`}
          </div>
        </aside>
      </div>
      <nav class="views" aria-label=${t("view.title")}>
        ${VIEWS.map((which) => html`<button key=${which} aria-current=${view.value === which ? "page" : null} onClick=${() => choose(which)}><${Icon} name=${which} size="22" /><span>${t(`view.${which}`)}</span></button>`)}
      </nav>
    </div>
    <${Toasts} />
    <${Dialogs} t=${t} />`;
}

/** On a narrow screen: which of the phones on the table is seen. */
function PhoneSwitcher({ t }) {
  const row = useRef(null);
  useEffect(() => row.current?.querySelector("[aria-pressed=true]")?.scrollIntoView({ inline: "center", block: "nearest" }), [front.value, called.value, phones.value.length]);
  if (phones.value.length < 2) return null;
  return html`
    <div class="switcher" ref=${row} role="group" aria-label=${t("phone.table")}>
      ${phones.value.map(({ person }) => html`
        <button key=${person} class="button" aria-pressed=${front.value === person} onClick=${() => (inFront.value = person)}>
          ${people.value.get(person)?.first_name}${unreadOf(person) > 0 && html`<span class="unread">${unreadOf(person)}</span>`}
        </button>`)}
    </div>`;
}

render(html`<${App} />`, document.getElementById("app"));
follow();
