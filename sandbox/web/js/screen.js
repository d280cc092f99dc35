/** How large the page is, for what CSS alone can't do. Measures as in small.css. */

import { signal } from "./html.js";

const small = matchMedia("(max-width: 56.25em)");

/** Whether one thing at a time is shown. */
export const isSmall = signal(small.matches);
small.addEventListener("change", () => (isSmall.value = small.matches));
