// Elements that all parts of the page are made of.

export const at = (id) => document.getElementById(id);
export const percent = (p) => `${(100 * p).toFixed(1)} %`;

// make makes an element with attributes and children.
export function make(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) name in e ? (e[name] = value) : e.setAttribute(name, value);
  e.append(...children);
  return e;
}

// code is text that keeps its lines and can be scrolled by keys.
export const code = (label, text) => make("pre", { tabIndex: 0, "aria-label": label, role: "group" }, text);

// marked is a prompt with its spans. Offsets count code points.
export function marked(prompt, slots = []) {
  const chars = [...prompt];
  const parts = [];
  let end = 0;
  for (const s of slots.toSorted((a, b) => a.start - b.start)) {
    parts.push(chars.slice(end, s.start).join(""), make("mark", {}, chars.slice(s.start, s.end).join(""), make("small", {}, s.name)));
    end = s.end;
  }
  return make("p", { className: "spans" }, ...parts, chars.slice(end).join(""));
}

// bars are names with probabilities.
export function bars(rows) {
  return make("ul", { className: "bars" }, ...rows.map(({ name, probability }) =>
    make("li", {}, make("span", {}, name), make("meter", { min: 0, max: 1, value: probability, "aria-label": name }), make("span", {}, percent(probability)))));
}

// save hands a file to the person.
export function save(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
