/** The guided tour: which step it is at, what to press, and how to skip or repeat it. */

import { post } from "./api.js";
import { html, useEffect, useRef } from "./html.js";
import { language } from "./i18n.js";
import { inFront, open, show } from "./phones.js";
import { chatAt, tour } from "./state.js";
import { complain } from "./toasts.js";

const tell = (body) => post("/tour", body).catch(complain);

/** Begin the tour, or begin it anew. */
export const beginTour = () => tell({ do: "start", language: language.value });

/** Props: t, onStep (called when another step begins). */
export function Tour({ t, onStep }) {
  const state = tour.value;
  const running = state?.step > 0;
  useFollowing(state, onStep);
  if (!running) return null;
  const { step, steps, phase } = state;
  return html`
    <section class="tour ${phase}" aria-label=${t("tour.title")}>
      <ol class="tour-steps" aria-label=${t("tour.progress", { step, steps })}>
        ${Array.from({ length: steps }, (_, index) => html`<li key=${index} class=${index + 1 < step || phase === "done" ? "past" : index + 1 === step ? "now" : ""} aria-current=${index + 1 === step ? "step" : null}>${index + 1}</li>`)}
      </ol>
      <div class="tour-words" aria-live="polite">
        <h2>${t(`tour.${step}.title`)}</h2>
        <p>${t(phase === "stuck" ? "tour.stuck" : `tour.${step}.text`)} ${phase === "yours" && html`<strong>${t(`tour.${step}.yours`)}</strong>`}</p>
      </div>
      <div class="tour-buttons">
        ${phase === "yours" && html`<button class="button" onClick=${() => tell({ do: "press" })}>${t("tour.press")}</button>`}
        <button class="button" onClick=${beginTour}>${t("tour.repeat")}</button>
        <button class="button ${phase === "done" ? "primary" : ""}" onClick=${() => tell({ do: "stop" })}>${t(phase === "done" ? "tour.end" : "tour.skip")}</button>
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
      inFront.value = state.people[0];
    }
  }, [state]);
}
