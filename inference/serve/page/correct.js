// The right call for a prompt: an action, and words of the prompt that are its arguments.
// The text of the call is what counts. Marking words writes it, and typing it marks words.

import { make } from "./elements.js";
import { parseTarget, place, spansOf } from "./target.js";

const written = ({ name, args }) => `${name}(${args.map((a) => `${a.name}=${a.quoted ? `"${a.text.replaceAll('"', '""')}"` : a.text}`).join(", ")})`;
const overlap = (a, b) => a.start < b.end && b.start < a.end;
const isBare = (p) => p.values || ["integer", "number", "boolean"].includes(p.type);

// Words are the words and marks of a prompt in a list, a run of which can be chosen with a
// mouse, a finger, or Shift and arrow keys. chosen(span) hears of each choice, removed() of
// the delete key, and spanAt(offset) says which span a choice begins in. Offsets count code
// points.
class Words {
  constructor(text, { chosen, removed, spanAt }) {
    Object.assign(this, { chosen, removed, spanAt, all: [], from: -1, to: -1 });
    this.list = make("div", { className: "words", role: "listbox", "aria-multiselectable": "true", "aria-label": "Words of the prompt", "aria-orientation": "horizontal" });
    let start = 0;
    for (const [piece] of text.matchAll(/\s+|[\p{L}\p{M}\p{N}]+|./gsu)) {
      const end = start + [...piece].length;
      const e = make("span", piece.trim() ? { role: "option", tabIndex: this.all.length ? -1 : 0, "aria-selected": "false" } : { role: "none" }, piece);
      this.list.append(e);
      if (piece.trim()) this.all.push({ start, end, e });
      else if (this.all.length) this.all.at(-1).gap = e;
      start = end;
    }
    this.listen();
  }

  listen() {
    const at = (e) => this.all.findIndex((w) => w.e === document.elementFromPoint(e.clientX, e.clientY)?.closest("[role=option]"));
    let last = -1;
    this.list.addEventListener("pointerdown", (e) => {
      if (e.button || (last = at(e)) < 0) return;
      e.preventDefault();
      this.list.setPointerCapture(e.pointerId);
      this.choose(last, e.shiftKey);
    });
    this.list.addEventListener("pointermove", (e) => {
      const now = this.list.hasPointerCapture(e.pointerId) ? at(e) : -1;
      if (now >= 0 && now !== last) this.choose((last = now), true);
    });
    this.list.addEventListener("contextmenu", (e) => { if (e.pointerType === "touch") e.preventDefault(); }); // a finger that rests
    this.list.addEventListener("keydown", (e) => {
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -this.all.length, End: this.all.length }[e.key];
      const here = this.all.findIndex((w) => w.e === document.activeElement);
      if (step) this.choose(Math.min(Math.max((e.shiftKey ? this.to : here) + step, 0), this.all.length - 1), e.shiftKey);
      else if (e.key === " " || e.key === "Enter") this.choose(here, e.shiftKey);
      else if (e.key === "Delete" || e.key === "Backspace") this.removed();
      else return;
      e.preventDefault();
    });
  }

  // choose begins a choice at a word, or lets the one that is there reach to it. A choice that
  // begins at the first or last word of a span holds the other end fast.
  choose(i, further) {
    if (further && this.from >= 0) this.to = i;
    else {
      const span = this.spanAt(this.all[i].start);
      const [first, last] = span ? [this.all.findIndex((w) => w.end > span.start), this.all.findLastIndex((w) => w.start < span.end)] : [i, i];
      [this.from, this.to] = i === first ? [last, first] : [first, last];
      this.chosen(undefined, span);
    }
    if (further) this.chosen(this.span());
    this.all[i].e.focus();
  }

  span() {
    if (this.from < 0) return undefined;
    return { start: this.all[Math.min(this.from, this.to)].start, end: this.all[Math.max(this.from, this.to)].end };
  }

  // paint shows the choice and the spans.
  paint(spans) {
    const choice = this.span();
    for (const [i, w] of this.all.entries()) {
      const s = spans.find((s) => overlap(s, w));
      const joined = this.all[i + 1] && s && overlap(s, this.all[i + 1]);
      const selected = Boolean(choice && overlap(choice, w));
      w.e.setAttribute("aria-selected", selected);
      w.e.tabIndex = i === Math.max(this.to, 0) ? 0 : -1;
      w.e.classList.toggle("in", Boolean(s));
      if (s) w.e.title = s.name;
      else w.e.removeAttribute("title");
      if (s && !joined) w.e.dataset.name = s.name;
      else delete w.e.dataset.name;
      if (!w.gap) continue;
      w.gap.classList.toggle("in", Boolean(joined));
      w.gap.classList.toggle("selected", selected && overlap(choice, this.all[i + 1] ?? { start: 0, end: 0 }));
    }
  }
}

// Correction is the form. places are the spans of arguments that the text of the call has.
class Correction {
  constructor({ text, answer, actions, keep, model }) {
    Object.assign(this, { text, chars: [...text], actions: [], answer, keep, model, places: [], active: undefined });
    this.words = new Words(text, { chosen: (span, begun) => this.chosen(span, begun), removed: () => this.active && this.remove(this.active), spanAt: (at) => this.places.find((p) => p.start <= at && at < p.end) });
    this.action = make("select", { id: "action" });
    this.target = make("textarea", { id: "right", rows: 2, required: true, value: answer.output, spellcheck: false });
    this.params = make("div", { className: "params" });
    this.said = make("p", { id: "saved", role: "status" });
    this.marking = make("div", { className: "marking" }, make("p", { className: "soft" }, "Choose words with the mouse, a finger, or Shift and arrow keys, and say what they are. Pull an end of a mark to move it."), this.words.list, this.params);
    this.form = make("form", { id: "correct" }, make("label", {}, "Action ", this.action), this.marking,
      make("label", { htmlFor: "right" }, "The right call, with words of the prompt in quotes"), this.target, make("button", {}, "Save"));
    this.form.addEventListener("submit", (e) => { e.preventDefault(); this.save(this.target.value.trim()); });
    this.target.addEventListener("input", () => this.read());
    this.action.addEventListener("change", () => this.rename());
    this.ready = actions().then((all) => this.fill(all)).catch((err) => this.say(err.message));
  }

  say(text) { this.said.textContent = text; }

  fill(actions) {
    this.actions = actions;
    this.action.append(make("option", { value: "" }, "choose"), ...actions.map((a) => make("option", {}, a.name)));
    this.read();
  }

  // read follows the text of the call: a mark stays where its words are those of the call.
  read() {
    const calls = parseTarget(this.target.value) ?? [];
    this.call = calls.length === 1 ? calls[0] : undefined;
    this.known = this.call && this.actions.find((a) => a.name === this.call.name);
    this.action.value = this.known?.name ?? "";
    if (!this.known) this.active = undefined;
    this.marking.hidden = calls.length > 1;
    const args = this.call?.args ?? [];
    const kept = this.places.filter((p) => args.some((a) => a.name === p.name && (!a.quoted || a.text === this.slice(p))));
    this.places = this.call ? kept : spansOf(this.text, calls);
    for (const a of args) {
      const start = a.quoted && !this.places.some((p) => p.name === a.name) ? place(this.chars, [...a.text], this.places) : -1;
      if (start >= 0) this.places.push({ name: a.name, start, end: start + [...a.text].length });
    }
    this.draw();
  }

  slice({ start, end }) { return this.chars.slice(start, end).join(""); }

  // write puts a call in place of the text, its arguments in the order of the parameters.
  write(call) {
    const order = this.known?.parameters.map((p) => p.name) ?? [];
    this.target.value = written({ ...call, args: call.args.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name)) });
    this.say("");
    this.read();
  }

  // rename takes another action, and the arguments that it has a parameter for.
  rename() {
    this.known = this.actions.find((a) => a.name === this.action.value);
    if (!this.known) return;
    this.write({ name: this.known.name, args: (this.call?.args ?? []).filter((a) => this.known.parameters.some((p) => p.name === a.name)) });
  }

  // chosen hears of words: another choice, or with a span one that reaches further. If it
  // began at a mark, the mark follows, up to the next one.
  chosen(span, begun) {
    if (!span) this.active = begun?.name;
    else if (this.active) {
      if (!this.places.some((p) => p.name !== this.active && overlap(p, span))) this.mark(this.active, span);
      return;
    }
    this.draw();
  }

  // mark has a span be the argument of a parameter, in place of what it was.
  mark(name, span) {
    const p = this.known.parameters.find((p) => p.name === name);
    const others = this.places.filter((o) => o.name !== name && !overlap(o, span));
    const args = this.call.args.filter((a) => a.name !== name && !this.places.some((o) => o.name === a.name && !others.includes(o)));
    this.places = [...others, { name, ...span }];
    this.active = name;
    const words = this.slice(span);
    const text = isBare(p) ? valueOf(p, words) ?? this.call.args.find((a) => a.name === name)?.text : words;
    if (!text) {
      this.draw();
      return this.say(`Choose the value of ${name} that these words mean.`);
    }
    this.write({ name: this.call.name, args: [...args, { name, text, quoted: !isBare(p) }] });
  }

  // set gives a parameter a value that no words of the prompt are, "" for none.
  set(name, text) {
    const args = this.call.args.filter((a) => a.name !== name);
    this.write({ name: this.call.name, args: text ? [...args, { name, text, quoted: false }] : args });
  }

  remove(name) {
    this.places = this.places.filter((p) => p.name !== name);
    this.active = undefined;
    this.set(name, "");
  }

  draw() {
    this.words.paint(this.places);
    const focused = document.activeElement?.dataset?.param;
    this.params.replaceChildren(...(this.known?.parameters ?? []).map((p) => this.row(p)));
    if (focused) this.params.querySelector(`[data-param="${CSS.escape(focused)}"]`)?.focus();
  }

  // row is a parameter with its value.
  row(p) {
    const arg = this.call.args.find((a) => a.name === p.name);
    const mark = make("button", { type: "button", className: "small", title: p.description ?? "", "aria-label": `The chosen words are ${p.name}`, onclick: () => {
      const span = this.words.span();
      if (span) this.mark(p.name, span);
      else this.say("Choose words of the prompt first.");
    } }, p.name);
    mark.dataset.param = `${p.name} mark`;
    const place = this.places.find((s) => s.name === p.name);
    const parts = [mark];
    if (isBare(p)) parts.push(this.value(p, arg));
    else parts.push(make("span", {}, arg?.text ?? (p.needed ? "needed" : "")));
    if (arg || place) parts.push(make("button", { type: "button", className: "small", "aria-label": `Remove ${p.name}`, onclick: () => this.remove(p.name) }, "×"));
    return make("div", {}, ...parts);
  }

  value(p, arg) {
    const e = p.values ? make("select", {}, make("option", { value: "" }, "none"), ...p.values.map((v) => make("option", {}, String(v)))) : make("input", { inputMode: "decimal", size: 8 });
    e.value = arg?.text ?? "";
    e.setAttribute("aria-label", `Value of ${p.name}`);
    e.dataset.param = `${p.name} value`;
    e.addEventListener("change", () => this.set(p.name, e.value.trim()));
    return e;
  }

  // save keeps a call for the prompt, once.
  async save(target) {
    const record = { id: this.answer.id, text: this.text, target, model: this.model };
    if (this.call && target === this.target.value.trim()) record.slots = this.places.toSorted((a, b) => a.start - b.start);
    const line = JSON.stringify(record);
    if (line === this.kept) return this.say("It is saved already.");
    this.say("Saving …");
    try {
      await this.keep(record);
      this.kept = line;
      this.say("Saved. Thank you.");
    } catch (err) {
      this.say(err.message);
    }
  }
}

// valueOf is the value of a parameter that words say themselves.
function valueOf(p, words) {
  const plain = words.trim().toLowerCase().replaceAll(/\s+/g, "_");
  if (p.values) return p.values.find((v) => String(v).toLowerCase() === plain);
  return /^[+-]?\d+(\.\d+)?$/.test(plain) ? plain : undefined;
}

let open = false; // whether the person has opened the part

// correction is a part in which a person says that an answer is right, or the right call.
export function correction(question) {
  const c = new Correction(question);
  const right = make("button", { type: "button", className: "small", onclick: () => c.save(question.answer.output) }, "The answer is right");
  const wrong = make("details", { id: "wrong", open }, make("summary", {}, "The answer is wrong"), c.form);
  wrong.addEventListener("toggle", () => { open = wrong.open; });
  return make("section", { className: "part", "aria-label": "Feedback" }, make("div", { className: "row" }, right, c.said), wrong);
}
