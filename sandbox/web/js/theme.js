/* Before anything is drawn, so that a dark page does not flash white. The rest is in top.js. */
document.documentElement.dataset.theme =
  localStorage.getItem("sandbox.theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
