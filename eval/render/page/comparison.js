"use strict";
// The answers that changed are in the page; this hides those that a filter leaves out.
const cases = [...document.querySelectorAll(".case")], words = document.getElementById("words");
const filters = ["way", "intent", "run"].map((id) => document.getElementById(id)).filter(Boolean);
function filter() {
  let n = 0;
  for (const c of cases) {
    const show = filters.every((f) => !f.value || c.dataset[f.id] === f.value) && c.textContent.toLowerCase().includes(words.value.toLowerCase());
    c.hidden = !show;
    n += show;
  }
  document.getElementById("shown").textContent = n + " of " + cases.length;
}
for (const f of [words, ...filters]) f.addEventListener("input", filter);
filter();
