// The page: a prompt, the call, and the words that its arguments are.

import { backend } from "./backend.js";

const at = (id) => document.getElementById(id);
const percent = (p) => `${(100 * p).toFixed(1)} %`;

// show marks the spans of a prompt. Offsets count code points.
function show(prompt, slots) {
  const chars = [...prompt];
  const parts = [];
  let end = 0;
  for (const s of slots) {
    parts.push(chars.slice(end, s.start).join(""));
    const mark = document.createElement("mark");
    const name = document.createElement("small");
    name.textContent = s.name;
    mark.append(chars.slice(s.start, s.end).join(""), name);
    parts.push(mark);
    end = s.end;
  }
  at("spans").replaceChildren(...parts, chars.slice(end).join(""));
}

// advise says what a threshold does to answers like those that the model was calibrated on.
function advise(points, below) {
  const point = points.filter((p) => p.below <= below).at(-1);
  at("threshold").value = percent(below);
  at("advice").textContent = point?.right?.value == null ? "" : `About ${percent(point.answered)} of prompts are answered, ${percent(point.right.value)} of those rightly.`;
}

async function answer(e) {
  e.preventDefault();
  const text = at("prompt").value.trim();
  at("result").hidden = false;
  try {
    const a = await backend.answer(text, { below: Number(at("below").value) });
    show(text, a.slots);
    at("call").textContent = a.output;
    const { encode, decode } = a.timing_ms;
    at("sure").textContent = `${percent(a.confidence)} sure${a.abstained ? `, so not ${a.withheld}` : ""} · ${(encode + decode).toFixed(1)} ms${a.truncated ? " · cut off at the longest output" : ""}`;
  } catch (err) {
    show(text, []);
    at("call").textContent = err.message;
    at("sure").textContent = "";
  }
}

try {
  const [model] = await backend.models();
  at("model").textContent = `${model.name} · ${model.precision} · ${model.hash.slice(0, 8)}`;
  advise(model.points, 0);
  at("below").addEventListener("input", (e) => advise(model.points, Number(e.target.value)));
  at("ask").addEventListener("submit", answer);
  at("send").disabled = false;
} catch (err) {
  at("model").textContent = `The model could not be loaded: ${err.message}`;
}
navigator.serviceWorker?.register("worker.js");
