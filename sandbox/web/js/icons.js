/** The page's own signs, drawn here: not every machine has a font for them. */

import { html } from "./html.js";

const PATHS = {
  clip: "M21 11.5 12.5 20a5.5 5.5 0 0 1-7.8-7.8l9-9a3.7 3.7 0 0 1 5.2 5.2l-9 9a1.8 1.8 0 0 1-2.6-2.6l8.3-8.2",
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12zm7.5 1.5L20 4",
  slash: "M15 4 9 20",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M7 14h10",
  close: "M6 6l12 12M18 6 6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  down: "M12 5v14M6 13l6 6 6-6",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  back: "M4 5v5h5M4.6 10A8 8 0 1 1 4 13",
  play: "M8 5v14l11-7z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  phones: "M4 5h16v11H10l-5 4v-4H4z",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 11a3 3 0 1 0-1-5.800M17.500 14c2.300.4 3.700 2.200 4 6",
  map: "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14",
  wire: "M4 8h15l-4-4M20 16H5l4 4",
  bolt: "M13 2 5 14h6l-1 8 9-13h-6z",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  eye: "M2 12s3.500-6 10-6 10 6 10 6-3.500 6-10 6-10-6-10-6zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  card: "M3 5h18v14H3zM6 15c.4-1.800 1.400-2.500 2.800-2.500s2.400.7 2.700 2.500M8.800 11a1.600 1.600 0 1 0 0-3.200 1.600 1.600 0 0 0 0 3.200zM14 9h4M14 13h4",
  portrait: "M5 3h14v18H5zM12 12a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM8 18c.4-2.600 1.800-3.800 4-3.800s3.600 1.200 4 3.800",
  picture: "M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 5M15.500 9.500h.01",
  contact: "M7 2h10v20H7zM11 18.500h2",
  pin: "M12 21s7-6.500 7-11.500a7 7 0 0 0-14 0C5 14.500 12 21 12 21zM12 7a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  live: "M12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM7.500 16.500a6.500 6.500 0 0 1 0-9M16.500 7.500a6.500 6.500 0 0 1 0 9M4.500 19.500a10.500 10.500 0 0 1 0-15M19.500 4.500a10.500 10.500 0 0 1 0 15",
  out: "M8 5H5v14h14v-3M13 5h6v6M19 5l-8 8",
  copy: "M8 8h11v12H8zM5 16V4h11",
  bot: "M5 9h14v10H5zM12 9V5M9.500 13.500h.01M14.500 13.500h.01M9.500 16.500h5",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  heart: "M12 20 4.500 12.700a4.600 4.600 0 0 1 6.500-6.500l1 1 1-1a4.600 4.600 0 0 1 6.500 6.500z",
};

/** A sign, which says nothing to who can't see it. @param {{name: keyof PATHS, size?: number}} props */
export function Icon({ name, size = 20 }) {
  return html`
    <svg class="icon-sign" viewBox="0 0 24 24" width=${size} height=${size} fill="none" stroke="currentColor" stroke-width="1.8"
      stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;
}
