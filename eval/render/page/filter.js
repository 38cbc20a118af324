"use strict";
// The cards are in the page; this hides those that a filter leaves out. A link to #rows-KIND sets the filter of kinds.
const cards = [...document.querySelectorAll(".case")], words = document.getElementById("words");
const filters = [...document.querySelectorAll(".filter select")];
function filter() {
  let n = 0;
  for (const c of cards) {
    const show = filters.every((f) => !f.value || c.dataset[f.id] === f.value) && c.textContent.toLowerCase().includes(words.value.toLowerCase());
    c.hidden = !show;
    n += show;
  }
  document.getElementById("shown").textContent = n + " of " + cards.length;
}
function follow() {
  const kind = document.getElementById("kind"), asked = /^#rows-(.+)$/.exec(location.hash);
  if (!kind || !asked) return;
  words.value = "";
  for (const f of filters) f.value = f === kind ? asked[1] : "";
  filter();
  document.getElementById("rows").scrollIntoView();
}
for (const f of [words, ...filters]) f.addEventListener("input", filter);
addEventListener("hashchange", follow);
filter();
follow();
