// The model: text in, call out, as slmkit infer --confidence answers.

import { Kernels } from "./kernels.js";
import { parseTarget, spansOf } from "./target.js";
import { Tokenizer } from "./tokenizer.js";

const logit = (p) => {
  p = Math.min(Math.max(p, 1e-7), 1 - 1e-7);
  return Math.log(p / (1 - p));
};

// probability weighs the signals of an output with a calibrator.
function probability({ bias, weights }, s) {
  const x = [logit(Math.exp(s.log_prob)), logit(s.min), logit(s.margin), logit(0), logit(s.refusal)];
  return 1 / (1 + Math.exp(-bias - weights.reduce((sum, w, i) => sum + w * x[i], 0)));
}

export class Engine {
  // read(name) returns the bytes of a file of the bundle.
  static async load(read) {
    const json = async (name) => JSON.parse(new TextDecoder().decode(await read(name)));
    const [about, tokenizer, wasm, data] = await Promise.all([json("model.json"), json("tokenizer.json"), read("t5.wasm").then((b) => WebAssembly.compile(b)), read("model.bin")]);
    return new Engine(about, new Tokenizer(tokenizer), await Kernels.load(wasm, about.weights, data));
  }

  constructor(about, tokenizer, kernels) {
    Object.assign(this, { about, tokenizer, kernels });
  }

  // answer returns what the model writes for a prompt: output, its tokens, the calls in it
  // (null where it is none), the spans of the arguments in code points, and how likely it
  // is to be right. With below, an answer that is less likely is none().
  answer(text, { below = 0 } = {}) {
    const started = performance.now();
    const ids = this.tokenizer.encode(text);
    const { max_input: most } = this.about.decoding;
    if (!text) throw new Error("prompt is empty");
    if (ids.length > most) throw new Error(`prompt is too long: ${ids.length} tokens, at most ${most}`);
    let written;
    let encoded;
    try {
      this.kernels.begin(ids);
      encoded = performance.now();
      written = this.write();
    } finally {
      this.kernels.end();
    }
    const { tokens, truncated, signals } = written;
    const confidence = this.about.calibrator ? probability(this.about.calibrator, signals) : Math.exp(signals.log_prob);
    const output = this.tokenizer.decode(tokens);
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

  // write takes the likeliest token of each step.
  write() {
    const { start, end, max_new_tokens: most } = this.about.decoding;
    const { refusal } = this.about;
    const signals = { log_prob: 0, min: 1, margin: 1, refusal: 0 };
    const tokens = [];
    for (let last = start; ; ) {
      this.kernels.feed(last);
      const best = this.kernels.pick();
      if (!tokens.length && refusal) {
        const other = best.id === refusal ? best.second : best.top;
        signals.refusal = 1 / (1 + Math.exp(Math.fround(other - this.kernels.score(refusal))));
      }
      const first = Math.exp(-best.rest);
      const second = Math.exp(Math.fround(best.second - best.top) - best.rest);
      signals.log_prob += Math.min(-best.rest, 0);
      signals.min = Math.min(signals.min, first);
      signals.margin = Math.min(signals.margin, Math.max(first - second, 0));
      if (end.includes(best.id)) return { tokens, truncated: false, signals };
      tokens.push((last = best.id));
      if (tokens.length === most) return { tokens, truncated: true, signals };
    }
  }
}
