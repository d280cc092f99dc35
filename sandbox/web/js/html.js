/** The page's few building blocks in one place: markup, hooks, signals. */

import { h } from "../vendor/preact.js";
import htm from "../vendor/htm.js";

export { render } from "../vendor/preact.js";
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/hooks.js";
export { batch, computed, signal } from "../vendor/signals.js";

/** Markup as a tagged template. What stands in `${}` is text or an attribute's value, never markup. */
export const html = htm.bind(h);
