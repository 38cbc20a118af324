// The model: text in, call out, as slmkit infer --constrain --confidence answers.

import { newGrammar } from "./grammar.js";
import { Kernels } from "./kernels.js";
import { parseTarget, spansOf } from "./target.js";
import { Tokenizer } from "./tokenizer.js";
import { fitting, Values } from "./values.js";
import { Eyes } from "./view.js";

const logit = (p) => {
  p = Math.min(Math.max(p, 1e-7), 1 - 1e-7);
  return Math.log(p / (1 - p));
};

// probability weighs the signals of an output with a calibrator.
function probability({ bias, weights }, s) {
  const x = [logit(Math.exp(s.log_prob)), logit(s.min), logit(s.margin), logit(s.removed), logit(s.refusal)];
  return 1 / (1 + Math.exp(-bias - weights.reduce((sum, w, i) => sum + w * x[i], 0)));
}

export class Engine {
  // read(name) returns the bytes of a file of the bundle.
  static async load(read) {
    const json = async (name) => JSON.parse(new TextDecoder().decode(await read(name)));
    const [about, tokenizer, wasm, data] = await Promise.all([json("model.json"), json("tokenizer.json"), read("t5.wasm").then((b) => WebAssembly.compile(b)), read("model.bin")]);
    const engine = new Engine(about, new Tokenizer(tokenizer), await Kernels.load(wasm, about.weights, data));
    if (about.grammar) await engine.limit(await json("grammar.json"), read);
    return engine;
  }

  constructor(about, tokenizer, kernels) {
    Object.assign(this, { about, tokenizer, kernels });
  }

  // limit keeps answers to what grammar.json allows.
  async limit(limits, read) {
    const { about, tokenizer } = this;
    const values = limits.lexicon ? await Values.load(await WebAssembly.compile(await read("values.wasm")), limits.lexicon, limits.day) : null;
    const quotes = limits.quotes.map((q) => ({ long: q.long, fits: fitting(q, values) }));
    this.eyes = new Eyes(tokenizer, limits.near);
    this.grammar = newGrammar(limits.table, quotes, this.eyes, about.decoding.end);
  }

  // answer returns what the model writes for a prompt: output, its tokens, the calls in it
  // (null where it is none), the spans of the arguments in code points, and how likely it
  // is to be right. With below, an answer that is less likely is none().
  answer(text, { below = 0 } = {}) {
    const started = performance.now();
    const { ids, view } = this.eyes?.see(text) ?? { ids: this.tokenizer.encode(text) };
    const { max_input: most } = this.about.decoding;
    if (!text) throw new Error("prompt is empty");
    if (ids.length > most) throw new Error(`prompt is too long: ${ids.length} tokens, at most ${most}`);
    const cursor = this.grammar?.start(view);
    let written;
    let encoded;
    try {
      this.kernels.begin(ids);
      encoded = performance.now();
      written = this.write(cursor);
    } finally {
      this.kernels.end();
    }
    const { tokens, truncated, signals } = written;
    const confidence = this.about.calibrator ? probability(this.about.calibrator, signals) : Math.exp(signals.log_prob);
    const output = cursor?.text(tokens) ?? this.tokenizer.decode(tokens);
    const abstained = confidence < below && output !== "none()";
    const calls = parseTarget(abstained ? "none()" : output);
    return {
      output: abstained ? "none()" : output,
      ...(abstained && { withheld: output }),
      abstained,
      tokens,
      truncated,
      calls: calls && calls.map(({ name, args }) => ({ name, arguments: Object.fromEntries(args.map((a) => [a.name, a.text])) })),
      slots: spansOf(text, calls),
      confidence,
      signals,
      timing_ms: { encode: encoded - started, decode: performance.now() - encoded },
    };
  }

  // write takes the likeliest token of each step, of those that a cursor allows.
  write(cursor) {
    const { start, end, max_new_tokens: most } = this.about.decoding;
    const { refusal } = this.about;
    const signals = { log_prob: 0, min: 1, margin: 1, removed: 0, refusal: 0 };
    const tokens = [];
    const places = [cursor?.place()];
    for (let last = start; ; ) {
      this.kernels.feed(last);
      const free = this.kernels.pick();
      if (!tokens.length && refusal) {
        const other = free.id === refusal ? free.second : free.top;
        signals.refusal = 1 / (1 + Math.exp(Math.fround(other - this.kernels.scores([refusal])[0])));
      }
      const best = cursor ? this.best(cursor, free, signals) : { ...free, log_prob: -free.rest };
      signals.log_prob += Math.min(best.log_prob, 0);
      if (!best.forced) {
        const first = Math.exp(-best.rest);
        const second = Math.exp(Math.fround(best.second - best.top) - best.rest);
        signals.min = Math.min(signals.min, first);
        signals.margin = Math.min(signals.margin, Math.max(first - second, 0));
      }
      if (end.includes(best.id)) return { tokens, truncated: false, signals };
      cursor?.advance(best.id);
      places.push(cursor?.place());
      tokens.push((last = best.id));
      if (tokens.length < most) continue;
      const ended = cursor?.complete(tokens, places);
      if (!ended) return { tokens, truncated: true, signals };
      return { tokens: ended, truncated: true, signals: { ...signals, log_prob: -100, min: 0, margin: 0 } };
    }
  }

  // best returns the likeliest of the tokens that a cursor allows, as Kernels.pick does. free
  // is the likeliest of all.
  best(cursor, free, signals) {
    const ids = cursor.allowed();
    if (!ids.length) throw new Error("the grammar allows nothing that the vocabulary can write");
    const scores = this.kernels.scores(ids);
    let at = 0;
    scores.forEach((x, i) => { if (x > scores[at]) at = i; });
    const top = scores[at];
    const off = scores.map((x) => Math.fround(x - top));
    const rest = Math.log(off.reduce((sum, d) => (d > -25 ? sum + Math.exp(d) : sum), 0));
    const log_prob = Math.fround(top - free.top) - free.rest;
    signals.removed = 1 - (1 - signals.removed) * Math.min(1, Math.exp(log_prob + rest));
    const second = scores.reduce((most, x, i) => (i !== at && x > most ? x : most), -Infinity);
    return { id: ids[at], top, second, rest, log_prob, forced: ids.length === 1 };
  }
}
