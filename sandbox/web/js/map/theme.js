/** The page's colours for a canvas, and word of their change. */

const NAMES = {
  sea: "--sea", land: "--land", landFar: "--land-far", border: "--border", accent: "--accent", accentText: "--accent-text",
  good: "--good", bad: "--bad", warn: "--warn", muted: "--muted", text: "--text", panel: "--panel", line: "--line",
};

const listeners = new Set();
const tell = () => listeners.forEach((listener) => listener());
new MutationObserver(tell).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** @returns {Record<string, string>} what the style sheet says now */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(Object.entries(NAMES).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]));
}

/** @param {() => void} listener called when the colours may have changed @returns {() => void} to stop that */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the visitor wants no movement. */
export const isStill = () => stillness.matches;
