// A Unigram tokenizer of a tokenizer.json, with the ids of Hugging Face's tokenizers.

export const mark = "\u2581"; // is written for a space in pieces
export const blank = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
export const blanks = new RegExp(blank.source + "+");
const leading = new RegExp("^" + blank.source + "+");
const trailing = new RegExp(blank.source + "+$");

export const trim = (s) => s.replace(leading, "").replace(trailing, "");

const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { ignoreBOM: true });
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// charsmap is SentencePiece's map from characters to their normal form: a Darts trie
// whose values are offsets into a blob of strings that end in a zero byte.
function charsmap(base64) {
  const all = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const size = new DataView(all.buffer).getUint32(0, true);
  const trie = new Uint32Array(all.slice(4, 4 + size).buffer);
  const blob = all.subarray(4 + size);
  const children = (unit) => ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;

  // form returns the normal form of the shortest beginning of s that is in the map.
  function form(s) {
    let at = children(trie[0]);
    for (const b of s) {
      at = (at ^ b) >>> 0;
      if (b === 0 || at >= trie.length) return null;
      const unit = trie[at];
      if ((unit & 0x800000ff) >>> 0 !== b) return null;
      at = (at ^ children(unit)) >>> 0;
      if (at >= trie.length) return null;
      if ((unit >>> 8) & 1) {
        const from = trie[at] & 0x7fffffff;
        const end = blob.indexOf(0, from);
        return text.decode(blob.subarray(from, end < 0 ? blob.length : end));
      }
    }
    return null;
  }

  const known = new Map(); // characters that were met
  const character = (s) => {
    let to = known.get(s);
    if (to === undefined) known.set(s, (to = form(utf8.encode(s)) ?? s));
    return to;
  };
  return (s) => {
    let out = "";
    for (const { segment } of graphemes.segment(s)) {
      const bytes = segment.length > 1 ? utf8.encode(segment) : null;
      const whole = bytes && bytes.length < 6 ? form(bytes) : null;
      if (whole !== null) out += whole;
      else for (const c of segment) out += character(c);
    }
    return out;
  };
}

// normalizer returns the function that a normalizer of the file is.
function normalizer(j) {
  switch (j?.type) {
    case undefined:
      return (s) => s;
    case "Sequence": {
      const steps = j.normalizers.map(normalizer);
      return (s) => steps.reduce((s, step) => step(s), s);
    }
    case "Precompiled":
      return charsmap(j.precompiled_charsmap);
    case "Strip":
      return (s) => {
        if (j.strip_left) s = s.replace(leading, "");
        return j.strip_right ? s.replace(trailing, "") : s;
      };
    case "Replace": {
      const from = j.pattern.Regex !== undefined ? new RegExp(j.pattern.Regex, "gu") : j.pattern.String;
      return (s) => s.replaceAll(from, () => j.content);
    }
  }
  throw new Error(`the normalizer ${j.type} is not known here`);
}

// metaspace says how words get marks.
function metaspace(j) {
  const m = { prepend: "never", splitSpace: false, splitMarks: false };
  for (const p of j?.type === "Sequence" ? j.pretokenizers : [j]) {
    if (p?.type === "WhitespaceSplit") m.splitSpace = true;
    else if (p?.type === "Metaspace") {
      m.prepend = p.prepend_scheme ?? (p.add_prefix_space === false ? "never" : "always");
      m.splitMarks = p.split !== false;
    } else throw new Error(`the pre-tokenizer ${p?.type} is not known here`);
  }
  return m;
}

export class Tokenizer {
  // json is the parsed tokenizer.json.
  constructor(json) {
    const { model } = json;
    this.normalize = normalizer(json.normalizer);
    this.words = metaspace(json.pre_tokenizer);
    this.pieces = model.vocab.map(([piece]) => piece);
    this.scores = model.vocab.map(([, score]) => score);
    this.unknown = model.unk_id;
    this.unknownScore = this.scores.reduce((a, b) => Math.min(a, b), Infinity) - 10;
    this.trie = new Map();
    this.pieces.forEach((piece, id) => {
      let node = this.trie;
      for (const c of piece) {
        if (!node.has(c)) node.set(c, new Map());
        node = node.get(c);
      }
      node.id = id;
    });
    this.bytes = model.byte_fallback ? Array.from({ length: 256 }, (_, b) => this.pieces.indexOf(`<0x${b.toString(16).toUpperCase().padStart(2, "0")}>`)) : null;
    this.special = new Set();
    this.written = []; // added tokens that are found in the text as it is written
    this.normal = []; // and in its normal form
    for (const t of json.added_tokens ?? []) {
      this.pieces[t.id] ??= t.content;
      if (t.special) this.special.add(t.id);
      if (!t.content) continue;
      if (!t.normalized) this.written.push(t);
      else this.normal.push({ ...t, content: (this.pieces[t.id] = this.normalize(t.content)) });
    }
    for (const all of [this.written, this.normal]) all.sort((a, b) => b.content.length - a.content.length);
    this.before = [];
    this.behind = [];
    let around = this.before;
    const post = json.post_processor;
    if (post && post.type !== "TemplateProcessing") throw new Error(`the post-processor ${post.type} is not known here`);
    for (const part of post?.single ?? []) {
      if (part.Sequence) around = this.behind;
      else around.push(...post.special_tokens[part.SpecialToken.id].ids);
    }
    const decoder = json.decoder?.type === "Sequence" ? json.decoder.decoders[0] : json.decoder;
    this.keepsFirst = decoder ? (decoder.prepend_scheme ?? (decoder.add_prefix_space === false ? "never" : "always")) === "never" : false;
  }

  // encode returns the ids of a text.
  encode(s) {
    const ids = [...this.before];
    const token = (t) => ids.push(t.id);
    split(well(s), this.written, token, (part, from) => {
      split(this.normalize(part), this.normal, token, (stretch, at) => this.stretch(stretch, from === 0 && at === 0, ids));
    });
    return ids.concat(this.behind);
  }

  // stretch appends the ids of normal text. first says that the text begins with it.
  stretch(s, first, ids) {
    const { prepend, splitSpace, splitMarks } = this.words;
    const words = splitSpace ? s.split(blanks) : [s];
    let begins = first;
    for (const word of words) {
      if (!word) continue;
      let marked = word.replaceAll(" ", mark);
      if ((prepend === "always" || (prepend === "first" && begins)) && !marked.startsWith(mark)) marked = mark + marked;
      begins = false;
      while (marked) {
        const end = splitMarks ? marked.indexOf(mark, 1) : -1;
        this.search(end < 0 ? marked : marked.slice(0, end), ids);
        marked = end < 0 ? "" : marked.slice(end);
      }
    }
  }

  // search appends the best pieces of a word, by Viterbi's algorithm. Of two ways with the
  // same score the one that was found first stays.
  search(word, ids) {
    const chars = [...word];
    const n = chars.length;
    const best = new Array(n + 1).fill(null);
    best[0] = { score: 0 };
    for (let i = 0; i < n; i++) {
      const here = best[i].score;
      let node = this.trie;
      let single = false;
      for (let j = i; j < n && (node = node.get(chars[j])); j++) {
        if (node.id === undefined) continue;
        const score = here + this.scores[node.id];
        if (!best[j + 1] || score > best[j + 1].score) best[j + 1] = { score, id: node.id, start: i };
        single ||= j === i;
      }
      const score = here + this.unknownScore;
      if (!single && (!best[i + 1] || score > best[i + 1].score)) best[i + 1] = { score, id: this.unknown, start: i };
    }
    const back = [];
    for (let end = n; end > 0; end = best[end].start) {
      const { id, start } = best[end];
      if (id === this.unknown && this.bytes) back.push(...[...utf8.encode(chars.slice(start, end).join(""))].reverse().map((b) => this.bytes[b]));
      else if (id !== this.unknown || back.at(-1) !== id) back.push(id);
    }
    ids.push(...back.reverse());
  }

  // decode returns the text of ids, less special tokens.
  decode(ids) {
    let out = "";
    let first = !this.keepsFirst;
    for (const id of ids) {
      if (this.pieces[id] === undefined || this.special.has(id)) continue;
      out += this.pieces[id].replaceAll(mark, first ? "" : " ");
      first = false;
    }
    return out;
  }
}

// well is a text with U+FFFD in place of what is not Unicode.
const well = (s) => text.decode(utf8.encode(s));

// split calls token for each of some added tokens of s, and part for what lies between.
// The tokens are sorted, the longest first.
function split(s, tokens, token, part) {
  if (!tokens.length) return s && part(s, 0);
  let start = 0;
  for (let i = 0; i < s.length; ) {
    const t = tokens.find((t) => s.startsWith(t.content, i));
    if (!t) {
      i++;
      continue;
    }
    let from = i;
    let to = i + t.content.length;
    if (t.lstrip) from = start + s.slice(start, i).replace(trailing, "").length;
    if (t.rstrip) to = s.length - s.slice(to).replace(leading, "").length;
    if (start < from) part(s.slice(start, from), start);
    token(t);
    start = i = to;
  }
  if (start < s.length) part(s.slice(start), start);
}
