// The kernels of a T5 in WebAssembly: t5.wasm. One prompt is answered at a time.

const overflow = "the model's numbers overflow on this prompt";

export class Kernels {
  // wasm is the compiled module, model the steps that load the weights, data what they read.
  static async load(wasm, model, data) {
    const { exports } = await WebAssembly.instantiate(wasm, {});
    exports._initialize?.();
    return new Kernels(exports, model, data);
  }

  constructor(exports, { config: c, steps }, data) {
    this.x = exports;
    const flag = (b) => (b ? 1 : 0);
    this.model = some(exports.t5_make(c.Bits, c.Size, c.Heads, c.HeadSize, c.FF, c.Vocabulary, c.Far, c.EncoderLayers, c.DecoderLayers, flag(c.Gated), flag(c.GELU), c.Epsilon, c.Scale));
    for (const s of steps) this.step(s, c, data);
    done(exports.t5_outline(this.model, 1));
    this.state = some(exports.t5_state_new(this.model, 1));
    this.room = { at: 0, size: 0 };
  }

  step(s, c, data) {
    const { x, model } = this;
    const from = (at, bytes) => this.put(data.subarray(at, at + bytes));
    if (s.do === "vector") {
      const values = from(s.at, s.bytes);
      done(x.t5_vector_set(model, s.side, s.layer, s.which, values, s.n));
      return x.free(values);
    }
    const matrix = x.t5_matrix_at(model, s.side, s.layer, s.which);
    if (s.do === "matrix") return done(x.t5_matrix_init(matrix, c.Bits, ...s.size));
    const values = from(s.at, s.bytes);
    const scale = s.scale ? from(s.scale, 4 * s.n) : 0;
    x.t5_pack(matrix, s.from ?? 0, s.n, values, s.by_out, s.by_in, scale);
    x.free(values);
    if (scale) x.free(scale);
  }

  put(bytes) {
    const at = some(this.x.malloc(bytes.length));
    new Uint8Array(this.x.memory.buffer).set(bytes, at);
    return at;
  }

  // numbers writes lists of integers to the scratch memory and returns where they are.
  numbers(...lists) {
    const size = 4 * lists.reduce((n, l) => n + l.length, 0) + 64;
    if (size > this.room.size) {
      if (this.room.size) this.x.free(this.room.at);
      this.room = { at: some(this.x.malloc(2 * size)), size: 2 * size };
    }
    let at = this.room.at;
    return lists.map((l) => {
      new Int32Array(this.x.memory.buffer, at, l.length).set(l);
      const here = at;
      at += 4 * l.length;
      return here;
    });
  }

  // begin reads a prompt.
  begin(ids) {
    done(this.x.t5_settle(this.state, 0, 0, 0));
    done(this.x.t5_join(this.state, ...this.numbers(ids, [ids.length]), 1));
  }

  // feed runs the decoder on the next token.
  feed(id) {
    if (this.fed) done(this.x.t5_settle(this.state, ...this.numbers([0], [1]), 1));
    done(this.x.t5_feed(this.state, ...this.numbers([id], [1])));
    this.fed = true;
  }

  end() {
    done(this.x.t5_settle(this.state, 0, 0, 0));
    this.fed = false;
  }

  // pick returns the likeliest token behind the one that was fed, its logit, the logit of
  // the second likeliest, and the log of the sum of all exp(logit - top).
  pick() {
    const [at] = this.numbers([0, 0, 0, 0]);
    done(this.x.t5_pick(this.state, 0, 1, 1, at));
    const [top, second, rest] = new Float32Array(this.x.memory.buffer, at + 4, 3);
    const [id] = new Int32Array(this.x.memory.buffer, at, 1);
    if (id < 0 || !isFinite(top)) throw new Error(overflow);
    return { id, top, second, rest };
  }

  // scores returns the logits of tokens behind the one that was fed.
  scores(ids) {
    const [from, out] = this.numbers(ids, ids);
    done(this.x.t5_score(this.state, 0, from, ids.length, out));
    const scores = [...new Float32Array(this.x.memory.buffer, out, ids.length)];
    if (!scores.every(isFinite)) throw new Error(overflow);
    return scores;
  }
}

function done(code) {
  if (code) throw new Error("out of memory");
}

function some(pointer) {
  if (!pointer) throw new Error("out of memory");
  return pointer;
}
