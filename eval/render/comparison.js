const cases = [...document.querySelectorAll(".case")], filters = ["way", "intent", "run"].map(id => document.getElementById(id)).filter(Boolean), words = document.getElementById("words");
function filter() {
  let n = 0;
  for (const c of cases) {
    const show = filters.every(f => !f.value || c.dataset[f.id] === f.value) && c.textContent.toLowerCase().includes(words.value.toLowerCase());
    c.hidden = !show;
    n += show;
  }
  document.getElementById("shown").textContent = n + " of " + cases.length;
}
for (const f of [words, ...filters]) f.addEventListener("input", filter);
filter();
