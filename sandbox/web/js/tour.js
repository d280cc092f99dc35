/** The guided tour: which step it is at, what to press, and how to skip or repeat it. */

import { post } from "./api.js";
import { html, useEffect, useRef, useState } from "./html.js";
import { Icon } from "./icons.js";
import { language } from "./i18n.js";
import { bring, open, show } from "./phones.js";
import { chatAt, tour } from "./state.js";
import { complain } from "./toasts.js";

const tell = (body) => post("/tour", body).catch(complain);

const PRESSED = [1, 2, 3, 4];

/** Begin the tour, or begin it anew. */
export const beginTour = () => tell({ do: "start", language: language.value });

/** Props: t, onStep (called when another step begins). */
export function Tour({ t, onStep }) {
  const state = tour.value;
  const running = state?.step > 0;
  const [unfolded, setUnfolded] = useState(0);
  useFollowing(state, onStep);
  if (!running) return null;
  const { step, steps, phase } = state;
  const isYours = phase === "yours";
  const goesOn = isYours || phase === "playing";
  const isUnfolded = unfolded === step;
  return html`
    <section class="tour ${phase} ${isUnfolded ? "unfolded" : ""}" aria-label=${t("tour.title")}>
      <ol class="tour-steps" aria-label=${t("tour.progress", { step, steps })}>
        ${Array.from({ length: steps }, (_, index) => html`<li key=${index} class=${index + 1 < step || phase === "done" ? "past" : index + 1 === step ? "now" : ""} aria-current=${index + 1 === step ? "step" : null}>${index + 1}</li>`)}
      </ol>
      <div class="tour-words" aria-live="polite">
        <h2><span class="tour-count" aria-hidden="true">${step}/${steps} </span>${t(`tour.${step}.title`)}</h2>
        <div class="tour-body">
          ${goesOn && PRESSED.map((one) => html`<i key=${one} aria-hidden="true" data-text=${t(`tour.${one}.text`)} data-ask=${t(`tour.${one}.yours`)}></i>`)}
          <p><span class="tour-text">${t(phase === "stuck" ? "tour.stuck" : `tour.${step}.text`)} </span>${isYours && html`<strong>${t(`tour.${step}.yours`)}</strong>`}${phase === "done" && t("tour.5.next")}</p>
        </div>
      </div>
      <div class="tour-buttons">
        ${goesOn && [isYours ? "press" : "hurry"].map((deed) => html`<button key=${deed} class="button tour-press" onClick=${() => tell({ do: deed })}>${t(`tour.${deed}`)}</button>`)}
        <div class="tour-tools">
          <button class="button tour-more" aria-label=${t("tour.more")} aria-expanded=${isUnfolded} onClick=${() => setUnfolded(isUnfolded ? 0 : step)}><${Icon} name="more" size="18" /></button>
          <button class="button ${phase === "stuck" ? "" : "tour-repeat"}" onClick=${beginTour}><${Icon} name="back" size="18" /><span>${t("tour.repeat")}</span></button>
          <button class="button ${phase === "done" ? "primary" : ""}" onClick=${() => tell({ do: "stop" })}><${Icon} name="close" size="18" /><span>${t(phase === "done" ? "tour.end" : "tour.skip")}</span></button>
        </div>
      </div>
    </section>`;
}

/** Lay out the phones that a step is about, and bring the one whose turn it is to the front. */
function useFollowing(state, onStep) {
  const last = useRef("");
  useEffect(() => {
    if (!state?.step) {
      last.current = "";
      return;
    }
    const people = state.people.join();
    if (last.current !== people) {
      last.current = people;
      show(state.people);
      onStep();
    }
    if (state.phase === "yours" && state.target) {
      const { person, chat } = state.target;
      open(person, (chat < 0 ? chatAt({ id: chat, bot: null }) : chatAt({ id: person, bot: chat })).key);
    } else if (state.people.length && state.phase === "playing") {
      bring(state.people[0]);
    }
  }, [state]);
}
