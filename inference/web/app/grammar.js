// A grammar limits what the model writes, with the decisions of inference/grammar in Go,
// where they are explained. Texts are strings of bytes here, of UTF-8.

import { mark } from "./tokenizer.js";
import { bytesOf, lost, textOf, widthOf } from "./view.js";
import { anyWords, solidText, Words } from "./words.js";

const [BYTES, SPLIT, WHEN, WORD, COPY, END, RARE] = [1, 2, 3, 4, 5, 6, 7]; // kinds of states; 0 is a text

const markBytes = bytesOf(mark);
const noGate = -1;
const maxAhead = 1 << 12;
const unspaced = (s) => (s[0] === " " ? s.slice(1) : s);

// trie holds texts, which are strings of bytes, by their places in the list.
function trie(texts) {
  let n = 0;
  const node = () => ({ n: n++, next: new Map(), ids: [] });
  const root = node();
  texts.forEach((text, id) => {
    if (!text) return;
    let at = root;
    for (const b of text) {
      if (!at.next.has(b)) at.next.set(b, node());
      at = at.next.get(b);
    }
    at.ids.push(id);
  });
  return root;
}

// Prefixes are how the tokenizer segments the beginning of a text, as far as that is known;
// null where nothing is. Each method returns another.
class Segments {
  constructor(tokenizer) {
    const { splitSpace, splitMarks, prepend } = tokenizer.words;
    this.known = !(splitSpace && prepend !== "always") && [...tokenizer.written, ...tokenizer.normal].every((t) => tokenizer.special.has(t.id));
    this.spaced = this.known && prepend !== "never";
    this.apart = splitSpace || splitMarks;
    this.tokenizer = tokenizer;
    this.pieces = trie(tokenizer.scores.map((_, id) => bytesOf(tokenizer.pieces[id])));
  }

  empty() {
    const best = { score: 0, id: 0, from: 0, marked: true };
    return this.known ? { open: [], best, before: best, char: 0, left: 0, at: 0, mark: 0 } : null;
  }

  // mark says that a token ends here and another begins.
  mark(p) {
    return p && { ...p, mark: p.at, best: { ...p.best, marked: true }, open: p.open.map((o) => ({ ...o, marked: false })) };
  }

  push(p, b) {
    if (!p) return p;
    const { unknown, unknownScore } = this.tokenizer;
    if (b === lost) {
      const id = p.at > 0 && p.best.id === unknown ? -1 : unknown;
      return { ...p, before: p.best, char: p.at, open: [], best: { ...p.best, score: p.best.score + unknownScore, id, from: p.at }, at: p.at + 1 };
    }
    if (b !== " ") return this.byte(p, b);
    if (this.apart) p = { ...p, open: [], best: { ...p.best, score: 0 } };
    for (const m of markBytes) p = this.byte(p, m);
    return p;
  }

  byte(p, b) {
    const { scores, unknown, unknownScore } = this.tokenizer;
    let { best, before, char, left, open, at } = p;
    if (left === 0) {
      [before, char, left] = [best, at, widthOf(b)];
      open = [...open, { node: this.pieces, from: at, score: best.score, marked: best.marked }];
    }
    at++;
    left--;
    let found = null;
    let single = false;
    const still = [];
    for (const o of open) {
      const node = o.node.next.get(b);
      if (!node) continue;
      const id = node.ids.at(-1);
      if (id !== undefined) {
        single = o.from === char;
        const score = o.score + scores[id];
        if (!found || score > found.score) found = { score, id, from: o.from, marked: o.marked };
      }
      if (node.next.size) still.push({ ...o, node });
    }
    if (left === 0) {
      const score = before.score + unknownScore;
      if (!single && (!found || score > found.score)) found = { score, id: unknown, from: char, marked: before.marked };
      best = found;
    }
    return { ...p, best, before, char, left, open: still, at };
  }

  // token reports whether the best way from the mark to here is a token.
  token(p, id) {
    return !p || (p.left === 0 && p.best.from === p.mark && p.best.id === id);
  }

  // through reports whether the best way to here goes through the mark.
  through(p) {
    return !p || (p.left === 0 && p.best.marked);
  }

  decided(p) {
    return !p || (p.left === 0 && p.open.every((o) => o.marked === p.best.marked));
  }

  key(p) {
    return p ? p.open.map((o) => `${o.node.n}:${o.score - p.best.score}`).join() : "";
  }
}

export class Grammar {
  // table is what grammar.Table is in Go, quotes are [{fits(words), long}], and end the
  // tokens that end an output.
  constructor({ bare, spaced, states, rare }, quotes, eyes, end) {
    const { tokenizer } = eyes;
    Object.assign(this, { bare, spaced, quotes, eyes, tokenizer, end });
    this.states = states.map(([kind, next, a, b]) => ({ kind, next, a, b }));
    for (const s of [...this.states]) {
      if (s.kind === BYTES) Object.assign(s, { a: String.fromCharCode(s.a), b: String.fromCharCode(s.b) });
      if (s.kind !== 0) continue;
      const bytes = bytesOf(s.a);
      const { next } = s;
      [...bytes].forEach((b, i) => {
        const state = i ? this.states[this.states.push({}) - 1] : s;
        Object.assign(state, { kind: BYTES, a: b, b, next: i + 1 < bytes.length ? this.states.length : next });
      });
    }
    this.rare = (rare ?? []).map(bytesOf);
    this.lacks = (rare ?? []).map((c) => !eyes.writes(c));
    this.segments = new Segments(tokenizer);
    this.texts = eyes.later.map((text, id) => (tokenizer.special.has(id) ? "" : text));
    this.texts[tokenizer.unknown] = lost;
    this.vocabulary = trie(this.texts);
    this.memory = new Map(); // the tokens that may come at places that no prompt decides about
  }

  start(view) {
    return new Cursor(this, new Words(view, this.quotes));
  }

  // lacked returns a character for which the tokenizer writes the unknown token.
  get lacked() {
    for (let c = 0xe000; c <= 0xf8ff; c++) if (this.tokenizer.encode(String.fromCharCode(c)).includes(this.tokenizer.unknown)) return String.fromCharCode(c);
    return "";
  }
}

const moved = (t, state) => ({ state, at: -1, from: -1, gate: t.gate, log: t.log });
const same = (t, u) => t.state === u.state && t.at === u.at && t.from === u.from && t.gate === u.gate;

// A Cursor follows one output. Its place is the threads that the grammar's automaton is in
// at once, and how the tokenizer segments the text so far.
class Cursor {
  constructor(grammar, words) {
    const { segments, bare, spaced } = grammar;
    Object.assign(this, { grammar, words, states: grammar.states });
    const threads = [];
    const first = (state) => this.follow(threads, { state, at: -1, from: -1, gate: noGate, log: -1 });
    if (segments.spaced || !segments.known) first(spaced);
    if (!segments.spaced) first(bare);
    this.place = { threads, prefix: segments.mark(segments.empty()) };
  }

  // follow adds a thread, and those that it goes on to without reading a byte.
  follow(to, t) {
    const { words: w, grammar } = this;
    if (to.some((u) => same(t, u))) return;
    const s = this.states[t.state];
    switch (s.kind) {
      case SPLIT:
        to.push(t);
        this.follow(to, moved(t, s.next));
        return this.follow(to, moved(t, s.a));
      case RARE:
        if (!grammar.lacks[s.a]) return;
        to.push(t);
        return this.follow(to, moved(this.said(t, 0, grammar.rare[s.a]), s.next));
      case WHEN:
      case WORD:
        if (s.a === anyWords && w.none) return;
        if (!(s.a === anyWords && s.kind === WHEN)) {
          if (t.gate !== noGate && t.gate !== s.a && !w.have(t.gate)) return;
          t = { ...t, gate: s.a };
        }
        if (s.kind === WHEN) return this.follow(to, moved(t, s.next));
        break;
      case COPY: {
        const at = w.passed(t.at);
        if (at > t.at) this.follow(to, { ...t, at });
        const { more, whole } = w.between(s.a, t.from, t.at);
        if (more) to.push(t);
        if (whole) this.follow(to, { ...moved(this.ended(t), s.next), gate: noGate });
        return;
      }
    }
    to.push(t);
  }

  // step returns the threads behind a byte.
  step(threads, b) {
    const { words: w, grammar } = this;
    const to = [];
    for (const t of threads) {
      const s = this.states[t.state];
      switch (s.kind) {
        case BYTES:
          if (s.a <= b && b <= s.b) this.follow(to, moved(t, s.next));
          break;
        case RARE:
          if (b === lost) this.follow(to, moved(this.said(t, 1, grammar.rare[s.a]), s.next));
          break;
        case WORD:
          w.asked = true;
          for (const { from, at } of w.starts)
            if (w.text[at] === b && w.between(s.a, from, from + 1).more) this.follow(to, { state: s.next, at: at + 1, from, gate: noGate, log: this.begun(t) });
          break;
        case COPY:
          if (w.text[t.at] === b) this.follow(to, { ...t, at: t.at + 1, gate: noGate });
      }
    }
    return to;
  }

  // alive returns the threads that count, null if none does.
  alive(threads) {
    const splits = (t) => this.states[t.state].kind === SPLIT;
    if (threads.some((t) => t.gate === noGate && !splits(t))) return threads;
    const i = threads.findIndex((t) => !splits(t) && this.words.have(t.gate));
    return i < 0 ? null : [{ ...threads[i], gate: noGate }, ...threads.slice(i + 1)];
  }

  mayEnd(threads) {
    return threads.some((t) => this.states[t.state].kind === END && (t.gate === noGate || this.words.have(t.gate)));
  }

  // bytes returns the bytes that may come next, in order.
  bytes(threads) {
    const { words: w } = this;
    const may = new Set();
    for (const t of threads) {
      const s = this.states[t.state];
      if (s.kind === BYTES) for (let c = s.a.charCodeAt(0); c <= s.b.charCodeAt(0); c++) may.add(String.fromCharCode(c));
      else if (s.kind === RARE) may.add(lost);
      else if (s.kind === COPY && t.at < w.text.length) may.add(w.text[t.at]);
      else if (s.kind === WORD) {
        w.asked = true;
        for (const { at } of w.starts) may.add(w.text[at]);
      }
    }
    return [...may].sort();
  }

  // push returns the place behind a byte, null if there is none.
  push(place, b) {
    const threads = this.step(place.threads, b);
    return threads.length ? { threads, prefix: this.grammar.segments.push(place.prefix, b) } : null;
  }

  // allowed returns the tokens that may come next, in order.
  allowed() {
    const { words: w, grammar, place } = this;
    const key = place.threads.some((t) => t.at >= 0) ? null : `${place.threads.map((t) => `${t.state}:${t.gate}`)} ${w.none} ${grammar.segments.key(place.prefix)}`;
    const known = key !== null && grammar.memory.get(key);
    if (known) return known;
    w.asked = false;
    const ids = [];
    this.collect(ids, grammar.vocabulary, { ...place });
    if (this.mayEnd(place.threads)) ids.push(...grammar.end);
    ids.sort((a, b) => a - b);
    if (key !== null && !w.asked) grammar.memory.set(key, ids);
    return ids;
  }

  // collect adds the tokens below a node of the vocabulary that may be written at a place.
  collect(to, node, here) {
    if (node.ids.length) {
      const alive = this.alive(here.threads);
      if (alive) {
        here.threads = alive;
        to.push(...node.ids.filter((id) => this.segmented(here, id)));
      }
    }
    for (const [b, below] of node.next) {
      const next = this.push(here, b);
      if (next) this.collect(to, below, next);
    }
  }

  // segmented reports whether the tokenizer would write a token that ends here as part of
  // some output.
  segmented(here, id) {
    const { segments } = this.grammar;
    return segments.token(here.prefix, id) && this.completes({ ...here, prefix: segments.mark(here.prefix) }, { left: maxAhead });
  }

  completes({ threads, prefix }, bytes) {
    const { segments } = this.grammar;
    if (segments.decided(prefix)) return segments.through(prefix) && this.alive(threads) !== null;
    if (segments.through(prefix) && this.mayEnd(threads)) return true;
    for (const b of this.bytes(threads)) {
      if (--bytes.left < 0) return true;
      const next = this.push({ threads, prefix }, b);
      if (next && this.completes(next, bytes)) return true;
    }
    return false;
  }

  // advance moves behind a token that may come next.
  advance(id) {
    for (const b of this.grammar.texts[id]) this.place = this.push(this.place, b);
    this.place = { threads: this.alive(this.place.threads), prefix: this.grammar.segments.mark(this.place.prefix) };
  }

  // complete ends an output that was cut off in the shortest way, given the places behind
  // each of its tokens. It returns the tokens, null where that cannot be or need not.
  complete(tokens, places) {
    if (this.mayEnd(places[tokens.length].threads)) return null;
    for (const words of [false, true]) {
      for (let kept = tokens.length; kept >= 0; kept--) {
        const rest = this.shortest(places[kept].threads, words);
        if (rest === null || (!words && solidText(textOf(rest)))) continue;
        const all = this.encode(tokens.slice(0, kept), rest);
        if (all && all.length <= tokens.length) return all;
      }
    }
    return null;
  }

  // encode returns the tokens of the text of some tokens and more, null if there are none.
  encode(before, more) {
    const { texts, tokenizer, lacked } = this.grammar;
    const written = before.map((id) => texts[id]).join("") + more;
    const ids = tokenizer.encode(unspaced(written).split(lost).map(textOf).join(lacked)).filter((id) => texts[id]);
    return ids.filter((id) => id === tokenizer.unknown).length === written.split(lost).length - 1 ? ids : null;
  }

  // shortest returns the fewest bytes with which an output can end. Only with words set may
  // they begin to copy other words of the prompt.
  shortest(start, words) {
    const key = (t) => `${t.state} ${t.at} ${t.from} ${t.gate}`;
    const ways = new Map(start.map((t) => [key(t), ""]));
    for (let next = start; next.length; ) {
      const further = [];
      for (const t of next) {
        const way = ways.get(key(t));
        if (this.mayEnd([t])) return way;
        if (!words && this.states[t.state].kind === WORD) continue;
        for (const b of this.bytes([t])) {
          for (const to of this.step([t], b)) {
            if (ways.has(key(to))) continue;
            ways.set(key(to), way + b);
            further.push(to);
          }
        }
      }
      next = further;
    }
    return null;
  }

  // What threads have quoted is noted while the text of an output is read: see text.

  note(entry) {
    return this.log.entries.push(entry) - 1;
  }

  begun(t) {
    return this.log ? this.note({ from: this.log.at - 1, before: t.log }) : -1;
  }

  ended(t) {
    if (!this.log) return t;
    const { from, before } = this.log.entries[t.log];
    return { ...t, log: this.note({ from, to: this.log.at, text: this.words.quote(t.from, t.at), before }) };
  }

  said(t, bytes, text) {
    return this.log ? { ...t, log: this.note({ from: this.log.at - bytes, to: this.log.at, text, before: t.log }) } : t;
  }

  // text returns the output that tokens write, with the prompt's own characters, null if
  // they are not the beginning of an output.
  text(tokens) {
    const { grammar } = this;
    const written = tokens.map((id) => grammar.texts[id]).join("");
    if (!this.words.view.from && !grammar.rare.length) return textOf(unspaced(written));
    this.log = { at: 0, entries: [] };
    let threads = [];
    this.follow(threads, { state: written[0] === " " ? grammar.spaced : grammar.bare, at: -1, from: -1, gate: noGate, log: -1 });
    for (const b of written) {
      this.log.at++;
      threads = this.step(threads, b);
    }
    let best = threads.find((t) => this.mayEnd([t])) ?? threads[0];
    if (best && best.at >= 0) best = this.ended(best); // it breaks off in words of the prompt
    const { entries } = this.log;
    this.log = null;
    if (!best) return null;
    let out = "";
    let end = written.length;
    for (let e = entries[best.log]; e; e = entries[e.before]) {
      out = e.text + written.slice(e.to, end) + out;
      end = e.from;
    }
    return textOf(unspaced((written.slice(0, end) + out).replaceAll(lost, "")));
  }
}
