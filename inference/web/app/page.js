// The page: a prompt, the call, and the words that its arguments are. A backend answers: an
// object with
//
//   note                            where prompts go, as a sentence
//   models()                        [{name, precision, hash, points}], the default first
//   answer(text, {model, brief?})   {output, slots, confidence, timing_ms, ranking?, alternatives?}
//   beneath?({text, answers})       elements beneath answers, [{model, a}]

import { backend } from "./backend.js";
import { at, bars, code, make, marked, percent } from "./elements.js";
import { table } from "./table.js";

let models = [];
let shown; // what stands there: {text, answers}
let asked = 0; // how often: a slow answer gives way to a later one

// withheld is a call that the threshold, or the server, has put none() in the place of.
function withheld(a) {
  if (typeof a.abstained === "string") return a.abstained;
  return a.confidence != null && a.confidence < Number(at("below").value) && a.output !== "none()" ? a.output : "";
}

// card is the answer of a model.
function card(model, text, a, differs) {
  const title = make("h2", {}, models.length > 1 ? model.name : "Answer", ...(differs ? [make("em", {}, " differs")] : []));
  if (a.error) return make("article", {}, title, make("p", { role: "alert" }, a.error));
  const without = withheld(a);
  const sure = a.confidence == null ? [] : [`${percent(a.confidence)} sure${without && `, so not ${without}`}`];
  const stages = Object.entries(a.timing_ms ?? {});
  if (stages.length) sure.push(stages.map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`).join(", "));
  if (a.truncated) sure.push("cut off at the longest output");
  return make("article", {}, title, marked(text, without ? [] : a.slots), code("call", without ? "none()" : a.output), make("p", { className: "soft" }, sure.join(" · ")),
    ...(a.ranking?.length ? [make("h3", {}, "Actions"), bars(a.ranking.slice(0, 5))] : []),
    ...(a.alternatives?.length ? [make("h3", {}, "Other calls"), bars(a.alternatives.map((x) => ({ name: x.output, probability: x.probability })))] : []));
}

// chosen are the models that answer: one, or two side by side.
const chosen = () => [...new Set([at("first").value, at("second").value].filter(Boolean))].map((name) => models.find((m) => m.name === name));

// advise says what the threshold does to answers like those that the model was calibrated on.
function advise() {
  const below = Number(at("below").value);
  at("threshold").value = percent(below);
  const point = chosen()[0].points.filter((p) => p.below <= below).at(-1);
  at("advice").textContent = point?.right?.value == null ? "" : `About ${percent(point.answered)} of prompts are answered, ${percent(point.right.value)} of those rightly.`;
}

function show() {
  if (!shown) return;
  const { text, answers } = shown;
  const outputs = new Set(answers.map(({ a }) => a.output));
  at("result").replaceChildren(...answers.map(({ model, a }) => card(model, text, a, outputs.size > 1)));
}

// remember keeps the state in the address, for others to open.
function remember() {
  const state = { q: at("prompt").value.trim(), model: models.length > 1 ? at("first").value : "", beside: at("second").value, below: Number(at("below").value) || "" };
  history.replaceState(null, "", "#" + new URLSearchParams(Object.entries(state).filter(([, v]) => v)));
}

function recall() {
  const state = new URLSearchParams(location.hash.slice(1));
  for (const [id, name] of [["first", "model"], ["second", "beside"]]) if (models.some((m) => m.name === state.get(name))) at(id).value = state.get(name);
  at("below").value = state.get("below") ?? 0;
  at("prompt").value = state.get("q") ?? "";
  if (at("prompt").value) at("ask").requestSubmit();
}

const answerOf = (text, model, options) => backend.answer(text, { model: model.name, ...options }).catch((err) => ({ output: "", error: err.message }));

async function answer(e) {
  e.preventDefault();
  const text = at("prompt").value.trim();
  const turn = ++asked;
  remember();
  at("state").textContent = "Answering …";
  const answers = await Promise.all(chosen().map(async (model) => ({ model, a: await answerOf(text, model) })));
  if (turn !== asked) return;
  at("state").textContent = "";
  shown = { text, answers };
  show();
  at("result").hidden = false;
  at("more").replaceChildren(...(answers[0].a.error ? [] : (backend.beneath?.(shown) ?? [])));
}

try {
  at("note").textContent = backend.note;
  models = await backend.models();
  const options = () => models.map((m) => make("option", { value: m.name }, `${m.name} · ${m.precision}`));
  at("model").textContent = models.length > 1 ? `${models.length} models` : `${models[0].name} · ${models[0].precision} · ${models[0].hash.slice(0, 8)}`;
  at("first").append(...options());
  at("second").append(make("option", { value: "" }, "none"), ...options());
  at("models").hidden = models.length < 2;
  at("batch").hidden = false;
  const drawTable = table({ chosen, answer: answerOf, withheld });
  at("below").addEventListener("input", () => { advise(); show(); drawTable(); });
  at("below").addEventListener("change", remember);
  at("first").addEventListener("change", advise);
  at("ask").addEventListener("submit", answer);
  at("prompt").addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); at("ask").requestSubmit(); } });
  at("send").disabled = false;
  recall();
  advise();
} catch (err) {
  at("model").textContent = `The model could not be loaded: ${err.message}`;
}
if (backend.offline) navigator.serviceWorker?.register("worker.js");
