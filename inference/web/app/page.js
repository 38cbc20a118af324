// The page: a prompt, the call, and the words that its arguments are. A backend answers: an
// object with
//
//   note                    where prompts go, as a sentence
//   models()                [{name, precision, hash, points}], the default first
//   answer(text, {model})   {output, slots, confidence, timing_ms, ranking?, alternatives?, id?}
//   actions?(model)         names of actions, with their parameters: [{name, parameters}]
//   feedback?(record)       keeps {id, text, target, model}, the right call for a prompt
//   programs?(text, model)  [{name, code}], how programs ask

import { backend } from "./backend.js";

const at = (id) => document.getElementById(id);
const percent = (p) => `${(100 * p).toFixed(1)} %`;
let models = [];
let last; // what was answered last: {text, model, answer}

// make makes an element with attributes and children.
function make(tag, attributes, ...children) {
  const e = Object.assign(document.createElement(tag), attributes);
  e.append(...children);
  return e;
}

// marked is a prompt with its spans. Offsets count code points.
function marked(prompt, slots) {
  const chars = [...prompt];
  const parts = [];
  let end = 0;
  for (const s of slots ?? []) {
    parts.push(chars.slice(end, s.start).join(""), make("mark", {}, chars.slice(s.start, s.end).join(""), make("small", {}, s.name)));
    end = s.end;
  }
  return make("p", { className: "spans" }, ...parts, chars.slice(end).join(""));
}

const below = () => Number(at("below").value);
const withheld = (a) => a.confidence != null && a.confidence < below() && a.output !== "none()";

// bars are names with probabilities.
function bars(rows) {
  return make("ul", { className: "bars" }, ...rows.map(({ name, probability }) => {
    const bar = make("meter", { min: 0, max: 1, value: probability });
    bar.setAttribute("aria-label", name);
    return make("li", {}, make("span", {}, name), bar, make("span", {}, percent(probability)));
  }));
}

// card is the answer of a model.
function card(model, text, a, differs) {
  const parts = [make("h2", {}, models.length > 1 ? model.name : "Answer", ...(differs ? [make("em", {}, " differs")] : [])), marked(text, a.slots),
    Object.assign(make("pre", { tabIndex: 0 }, withheld(a) ? "none()" : a.output), { ariaLabel: "call" })];
  const sure = [`${percent(a.confidence ?? 0)} sure`];
  if (withheld(a)) sure[0] += `, so not ${a.output}`;
  const stages = Object.entries(a.timing_ms ?? {});
  if (stages.length) sure.push(stages.map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`).join(", "));
  if (a.truncated) sure.push("cut off at the longest output");
  parts.push(make("p", { className: "soft" }, sure.join(" · ")));
  if (a.ranking?.length) parts.push(make("h3", {}, "Actions"), bars(a.ranking.slice(0, 5)));
  if (a.alternatives?.length) parts.push(make("h3", {}, "Other calls"), bars(a.alternatives.map((x) => ({ name: x.output, probability: x.probability }))));
  return make("article", {}, ...parts);
}

// advise says what a threshold does to answers like those that the model was calibrated on.
function advise() {
  at("threshold").value = percent(below());
  const point = (models[0]?.points ?? []).filter((p) => p.below <= below()).at(-1);
  at("advice").textContent = point?.right?.value == null ? "" : `About ${percent(point.answered)} of prompts are answered, ${percent(point.right.value)} of those rightly.`;
}

const chosen = () => [...new Set([at("first").value, at("second").value].filter(Boolean))].map((name) => models.find((m) => m.name === name));

function show(text, answers) {
  const differ = answers.some(({ a }) => a.output !== answers[0].a.output);
  at("result").replaceChildren(...answers.map(({ model, a }) => card(model, text, a, differ)));
}

let shown; // the answers that stand there, for another threshold

async function answer(e) {
  e.preventDefault();
  const text = at("prompt").value.trim();
  at("result").hidden = false;
  try {
    const answers = await Promise.all(chosen().map(async (model) => ({ model, a: await backend.answer(text, { model: model.name }) })));
    shown = { text, answers };
    show(text, answers);
    last = { text, model: answers[0].model.name, answer: answers[0].a };
    at("right").value = last.answer.output;
    at("wrong").hidden = !backend.feedback;
    at("saved").textContent = "";
    location.hash = new URLSearchParams({ q: text }).toString();
    if (backend.programs) {
      at("code").hidden = false;
      at("programs").replaceChildren(...backend.programs(text, last.model).flatMap(({ name, code }) => [make("h3", {}, name), Object.assign(make("pre", { tabIndex: 0 }, code), { ariaLabel: name })]));
    }
  } catch (err) {
    at("result").replaceChildren(make("p", { role: "alert" }, err.message));
  }
}

// prompts are those of a file: a prompt a line, "text" of JSON Lines, or the column text
// of a table.
function prompts(content) {
  const lines = content.split(/\r?\n/).filter((l) => l.trim());
  if (lines[0]?.startsWith("{")) return lines.map((l) => JSON.parse(l).text);
  const head = lines[0]?.split(",").indexOf("text") ?? -1;
  if (head < 0) return lines;
  return lines.slice(1).map((l) => [...l.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)][head][1].replace(/^"|"$/g, "").replaceAll('""', '"'));
}

async function answerFile() {
  const texts = prompts(await at("file").files[0].text());
  const two = chosen();
  at("table").hidden = false;
  document.querySelector("#table thead").replaceChildren(make("tr", {}, ...["Prompt", ...two.map((m) => m.name), ...(two.length > 1 ? [] : ["Sure"])].map((t) => make("th", { scope: "col" }, t))));
  const body = document.querySelector("#table tbody");
  const rows = [];
  for (const text of texts) {
    const all = await Promise.all(two.map((m) => backend.answer(text, { model: m.name }).catch((err) => ({ output: "", error: err.message }))));
    rows.push({ text, all, differs: all.some((a) => a.output !== all[0].output) });
    at("counted").textContent = `${rows.length} of ${texts.length}`;
  }
  const differ = rows.filter((r) => r.differs);
  if (two.length > 1) at("counted").textContent = `${differ.length} of ${texts.length} differ`;
  body.replaceChildren(...[...differ, ...rows.filter((r) => !r.differs)].map((r) => make("tr", { className: r.differs ? "differs" : "" }, make("td", {}, r.text),
    ...r.all.map((a) => make("td", {}, a.error ?? (withheld(a) ? "none()" : a.output))), ...(two.length > 1 ? [] : [make("td", {}, r.all[0].confidence == null ? "" : percent(r.all[0].confidence))]))));
  const lines = rows.map((r) => JSON.stringify({ ...r.all[0], text: r.text }) + "\n");
  at("download").href = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
}

async function correct(e) {
  e.preventDefault();
  try {
    await backend.feedback({ id: last.answer.id, text: last.text, target: at("right").value.trim(), model: last.model });
    at("saved").textContent = "Saved. Thank you.";
  } catch (err) {
    at("saved").textContent = err.message;
  }
}

try {
  at("note").textContent = backend.note;
  models = await backend.models();
  const [model] = models;
  at("model").textContent = models.length > 1 ? `${models.length} models` : `${model.name} · ${model.precision} · ${model.hash.slice(0, 8)}`;
  at("first").append(...models.map((m) => make("option", { value: m.name }, `${m.name} · ${m.precision}`)));
  at("second").append(make("option", { value: "" }, "none"), ...models.map((m) => make("option", { value: m.name }, `${m.name} · ${m.precision}`)));
  at("models").hidden = models.length < 2;
  at("batch").hidden = false;
  advise();
  at("below").addEventListener("input", () => { advise(); if (shown) show(shown.text, shown.answers); });
  at("ask").addEventListener("submit", answer);
  at("prompt").addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.shiftKey) { e.preventDefault(); at("ask").requestSubmit(); } });
  at("file").addEventListener("change", answerFile);
  at("correct").addEventListener("submit", correct);
  if (backend.feedback) {
    const actions = await backend.actions(model.name);
    at("action").append(make("option", { value: "" }, "choose"), ...actions.map((a) => make("option", { value: `${a.name}(${a.parameters.map((p) => `${p}=""`).join(", ")})` }, a.name)));
    at("action").addEventListener("change", () => { if (at("action").value) at("right").value = at("action").value; });
  }
  at("send").disabled = false;
  const asked = new URLSearchParams(location.hash.slice(1)).get("q");
  if (asked) { at("prompt").value = asked; at("ask").requestSubmit(); }
} catch (err) {
  at("model").textContent = `The model could not be loaded: ${err.message}`;
}
if (backend.offline) navigator.serviceWorker?.register("worker.js");
