/** The page's texts in the visitor's language, and how it is chosen. */

import { computed, signal } from "./html.js";
import en from "../texts/en.js";
import fr from "../texts/fr.js";
import nl from "../texts/nl.js";

export const LANGUAGES = { en: "English", fr: "Français", nl: "Nederlands" };
const TEXTS = { en, fr, nl };
const KEPT_AS = "sandbox.language";

const preferred = () => navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => code in TEXTS) ?? "en";

export const language = signal(localStorage.getItem(KEPT_AS) in TEXTS ? localStorage.getItem(KEPT_AS) : preferred());

/** @param {string} code one of LANGUAGES */
export function choose(code) {
  localStorage.setItem(KEPT_AS, code);
  language.value = code;
}

/**
 * t(key, values, otherwise): the text with `{name}` replaced. A text with forms is chosen by `count`. `otherwise` is the
 * key to use if there is no such text.
 */
export const translator = computed(() => makeTranslator(language.value));

function makeTranslator(code) {
  const plural = new Intl.PluralRules(code);
  const names = new Intl.DisplayNames([code], { type: "language" });
  const t = (key, values = {}, otherwise = null) => {
    const found = TEXTS[code][key] ?? TEXTS[code][otherwise] ?? key;
    const text = typeof found === "string" ? found : (found[plural.select(values.count)] ?? found.other);
    return elided(text, code, values).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
  t.languageName = (tag) => names.of(tag) ?? tag;
  return t;
}

/** In French: d’Odile, qu’Hugo. */
function elided(text, code, values) {
  if (code !== "fr") return text;
  const isSoft = (name) => /^[aeiouyh]/i.test(String(values[name] ?? "").normalize("NFD"));
  return text.replace(/\b(d|qu)e \{(\w+)\}/gi, (whole, stem, name) => (isSoft(name) ? `${stem}’{${name}}` : whole));
}
