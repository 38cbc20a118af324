"use strict";
// The report reads without this script. It unpacks the examples, finds those that a link asks for, and draws them
// as one scrolls. The state of a view is in the address behind "#examples?", so that a view can be shared.

const $ = (id) => document.getElementById(id);
const form = $("filter"), rows = $("rows");
const fields = [...form.elements].filter((f) => f.name);
let data = null; // the columns, once they are unpacked
let chunks = null;

async function unpack() {
  if (!("DecompressionStream" in window)) {
    throw new Error("this browser cannot unpack them (it has no DecompressionStream): use Chrome or Edge 103, Firefox 113, Safari 16.4 or newer");
  }
  const text = atob($("packed").textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const d = JSON.parse(await new Response(stream).text());
  for (const name of ["asked", "answered", "kinds", "right", "wrongParams", "slices"]) {
    d[name].lists = d[name].names.map((line) => (line ? line.split("\n") : []));
  }
  return d;
}

// listOf returns the values of an example in a column that has several.
const listOf = (column, i) => column.lists[column.at[i]];
const valueOf = (column, i) => column.names[column.at[i]];
const isRight = (i) => valueOf(data.status, i) === "correct";

// having returns a test for the examples whose entry of a column passes. Each of the few different entries is looked
// at once.
function having(column, passes) {
  const ok = (column.lists || column.names).map(passes);
  return (i) => ok[column.at[i]];
}

const flipNames = ["both", "broken", "fixed", "neither"];

// tests make a test from the value of a field.
const tests = {
  q(words) {
    const all = words.toLowerCase().split(/\s+/).filter(Boolean);
    return (i) => {
      const text = (data.text[i] + "\n" + data.want[i] + "\n" + (data.got[i] ?? "") + "\n" + data.detail[i] + "\n" + data.id[i]).toLowerCase();
      return all.every((w) => text.includes(w));
    };
  },
  id: (id) => (i) => data.id[i] === id,
  status: (s) => (s === "errors" ? (i) => !isRight(i) : having(data.status, (name) => name === s)),
  asked: (name) => having(data.asked, (list) => list.includes(name)),
  answered(name) {
    const cell = having(data.cell, (c) => c === name), listed = having(data.answered, (list) => list.includes(name));
    const inMatrix = having(data.cell, (c) => c !== "");
    return (i) => (inMatrix(i) ? cell(i) : listed(i));
  },
  kind: (kind) => having(data.kinds, (list) => list[0] === kind),
  slice: (parts) => having(data.slices, (list) => parts.split("\n").every((part) => list.includes(part))),
  template: (part) => having(data.template, (name) => name.includes(part)),
  param(name) {
    if (name.startsWith("!")) return having(data.wrongParams, (list) => list.includes(name.slice(1)));
    const right = having(data.right, (list) => list.includes(name)), wrong = having(data.wrongParams, (list) => list.includes(name));
    return (i) => right(i) || wrong(i);
  },
  confidence(range) {
    const [low, high] = range.split("-").map(Number);
    return (i) => {
      const c = data.confidence[i];
      return c >= low && (c < high || high >= 1 || Number.isNaN(high) || high === undefined);
    };
  },
  flip(how) {
    const at = how.indexOf(":"), run = data.flips && data.flips.find((f) => f.run === how.slice(at + 1));
    const state = flipNames.indexOf(how.slice(0, at));
    return (i) => !!run && run.at[i] === state;
  },
};

// orders compare two examples. Those that are equal stay in the order of the page, which is by template.
const orders = {
  "": (a, b) => gravity(a) - gravity(b),
  template: (a, b) => a - b,
  id: (a, b) => (data.id[a] < data.id[b] ? -1 : 1),
  sure: (a, b) => data.confidence[b] - data.confidence[a],
  unsure: (a, b) => data.confidence[a] - data.confidence[b],
  slow: (a, b) => data.latency[b] - data.latency[a],
  long: (a, b) => data.text[b].length - data.text[a].length,
};
const gravity = (i) => data.gravity[data.kinds.at[i]];

// rankKinds puts the kinds of errors that are gravest first, in the order of the menu's data, and right answers last.
function rankKinds(d) {
  const order = rows.dataset.kinds.split(" ");
  d.gravity = d.kinds.lists.map((list) => (list.length ? order.indexOf(list[0]) : order.length));
}

function parameters() {
  return new URLSearchParams(location.hash.replace(/^#examples\??/, ""));
}

// find shows the examples that the address asks for.
function find() {
  const asked = parameters();
  for (const f of fields) {
    const value = asked.get(f.name) ?? "";
    f.value = value;
    if (f.value !== value && f.options) f.add(new Option(value.replaceAll("\n", " and "), value, true, true));
  }
  const hidden = form.querySelector(".filters");
  if (fields.some((f) => f.value && hidden.contains(f))) hidden.open = true;
  const active = [...asked].filter(([name, value]) => value && tests[name]).map(([name, value]) => tests[name](value));
  const found = [];
  for (let i = 0; i < data.id.length; i++) if (active.every((test) => test(i))) found.push(i);
  found.sort(orders[asked.get("sort") ?? ""] ?? orders[""]);
  const wrong = found.filter((i) => !isRight(i)).length;
  $("found").textContent = found.length.toLocaleString("en") + " of " + data.id.length.toLocaleString("en") + " examples, " + wrong.toLocaleString("en") + " not right";
  $("clear").hidden = active.length === 0;
  draw(found);
}

// draw lists examples in chunks. A chunk has its rows only while it is near the window; otherwise it keeps their height.
const chunkRows = 40;
const usualHeight = 150;
function draw(found) {
  if (chunks) chunks.disconnect();
  rows.replaceChildren();
  if (!found.length) {
    rows.append(element("p", "soft", "Nothing fits these filters."));
    return;
  }
  chunks = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) isIntersecting ? fill(target, found) : empty(target);
  }, { rootMargin: "1200px" });
  for (let from = 0; from < found.length; from += chunkRows) {
    const chunk = element("div", "chunk");
    chunk.dataset.from = from;
    chunk.style.minHeight = Math.min(chunkRows, found.length - from) * usualHeight + "px";
    rows.append(chunk);
    if (from === 0) fill(chunk, found);
    chunks.observe(chunk);
  }
}

function fill(chunk, found) {
  if (chunk.firstChild) return;
  const from = Number(chunk.dataset.from);
  found.slice(from, from + chunkRows).forEach((i, k) => {
    const r = row(i);
    r.setAttribute("aria-setsize", found.length);
    r.setAttribute("aria-posinset", from + k + 1);
    chunk.append(r);
  });
  chunk.style.minHeight = "";
}

function empty(chunk) {
  if (!chunk.firstChild || chunk.contains(document.activeElement)) return;
  chunk.style.minHeight = chunk.offsetHeight + "px";
  chunk.replaceChildren();
}

function element(name, className, ...children) {
  const e = document.createElement(name);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

function link(text, key, value) {
  const a = element("a", "", text);
  a.href = "#examples?" + new URLSearchParams([[key, value]]);
  return a;
}

const statusNames = { correct: "right", wrong: "wrong", invalid: "unreadable", truncated: "cut off", error: "no answer" };

function row(i) {
  const right = isRight(i), got = data.got[i] ?? data.want[i];
  const r = element("div", right ? "row" : "row not");
  r.setAttribute("role", "listitem");
  r.append(element("p", "prompt", ...prompt(i)));
  const pairs = element("dl", "");
  const pair = (name, ...content) => pairs.append(element("dt", "", name), element("dd", "", element("code", "", ...content)));
  if (data.got[i] === null) {
    pair("answered", got);
  } else if (right) {
    pair("wanted", data.want[i]);
    pair("answered", got);
  } else {
    const known = new Set(listOf(data.right, i));
    pair("wanted", ...differences(data.want[i], got, known, "want"));
    pair("answered", ...(got === "" ? [element("em", "", "nothing")] : differences(got, data.want[i], known, "got")));
  }
  r.append(pairs);
  const meta = element("p", "meta", element("span", "badge", (right ? "✓ " : "✗ ") + statusNames[valueOf(data.status, i)]));
  if (data.detail[i]) meta.append(element("span", "", data.detail[i]));
  for (const kind of listOf(data.kinds, i).slice(0, 1)) meta.append(link(kind.replaceAll("_", " "), "kind", kind));
  for (const name of listOf(data.asked, i)) meta.append(link(name, "asked", name));
  const template = valueOf(data.template, i);
  if (template) meta.append(link(template, "template", template));
  if (data.confidence && data.confidence[i] >= 0) meta.append(element("span", "", "confidence " + data.confidence[i].toFixed(3)));
  if (data.latency && data.latency[i] >= 0) meta.append(element("span", "", data.latency[i] + " ms"));
  meta.append(link(data.id[i], "id", data.id[i]));
  r.append(meta);
  return r;
}

// prompt marks the slots. Their offsets count code points.
function prompt(i) {
  const points = [...data.text[i]], out = [], slots = [];
  for (let k = 0; k < data.slots[i].length; k += 3) slots.push(data.slots[i].slice(k, k + 3));
  slots.sort((a, b) => a[1] - b[1]);
  let at = 0;
  for (const [name, start, end] of slots) {
    if (start < at || end > points.length) continue;
    out.push(points.slice(at, start).join(""));
    const label = data.slotNames[name];
    out.push(element("mark", "slot slot" + (name % 6), points.slice(start, end).join(""), element("span", "", label)));
    at = end;
  }
  out.push(points.slice(at).join(""));
  return out;
}

// differences marks the parts of a call that the other does not have, in any order. Arguments whose values mean the
// same are known to be equal, though they may be written in other words.
const piece = /[\w.-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^,;)\s]+)|"(?:[^"\\]|\\.)*"|[\w.-]+|\s+|[^]/g;
function differences(text, other, known, className) {
  const key = (p) => {
    const name = /^([\w.-]+)\s*=/.exec(p);
    return name && known.has(name[1]) ? name[1] + "=" : p;
  };
  const left = new Map();
  for (const p of other.match(piece) ?? []) left.set(key(p), (left.get(key(p)) ?? 0) + 1);
  return (text.match(piece) ?? []).map((p) => {
    const n = left.get(key(p)) ?? 0;
    left.set(key(p), n - 1);
    return n > 0 || !/[\w"]/.test(p) ? p : element("mark", className, p);
  });
}

// show draws the view of the address: the examples or the report.
let readAt = 0; // where the report was scrolled to
function show(event) {
  const examples = /^#examples(\?|$)/.test(location.hash);
  const was = !$("examples").hidden;
  if (examples && !was) readAt = scrollY;
  $("examples").hidden = !examples;
  $("report").hidden = examples;
  for (const [id, current] of [["tab-report", !examples], ["tab-examples", examples]]) {
    current ? $(id).setAttribute("aria-current", "page") : $(id).removeAttribute("aria-current");
  }
  if (examples) {
    if (data) find();
    scrollTo(0, 0);
    if (event && !was) $("examples-title").focus({ preventScroll: true });
  } else if (was) {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    target && target.id !== "summary" ? target.scrollIntoView() : scrollTo(0, readAt);
  }
}

let typing = 0;
form.addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const chosen = new URLSearchParams(fields.filter((f) => f.value).map((f) => [f.name, f.value]));
    history.replaceState(null, "", "#examples" + (chosen.size ? "?" + chosen : ""));
    find();
  }, event.target.tagName === "SELECT" ? 0 : 150);
});
form.addEventListener("submit", (event) => event.preventDefault());
$("clear").addEventListener("click", () => { location.hash = "#examples"; });
$("copy").addEventListener("click", async (event) => {
  const button = event.target, label = button.textContent;
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copy it from the address bar";
  }
  setTimeout(() => { button.textContent = label; }, 2000);
});
addEventListener("hashchange", show);
addEventListener("beforeprint", () => {
  for (const d of document.querySelectorAll("main details.more:not(.matrices)")) d.open = true;
});

// The line of the table of contents that one reads is marked.
const lines = new Map([...document.querySelectorAll(".contents a")].map((a) => [a.hash.slice(1), a]));
const reading = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (!isIntersecting) continue;
    for (const [id, a] of lines) id === target.id ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current");
  }
}, { rootMargin: "-15% 0px -75%" });
for (const id of lines.keys()) reading.observe($(id));
if (matchMedia("(max-width: 960px)").matches) document.querySelector(".contents details").open = false;

show();
unpack().then((d) => {
  data = d;
  rankKinds(d);
  $("unpacking").hidden = true;
  form.hidden = false;
  if (!$("examples").hidden) find();
  document.documentElement.dataset.ready = "yes";
}, (error) => {
  $("unpacking").textContent = "The examples cannot be shown: " + error.message + ".";
});
