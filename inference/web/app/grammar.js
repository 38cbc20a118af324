// A grammar limits what the model writes, with the decisions of inference/grammar in Go,
// where they are explained. Texts are strings of bytes here, of UTF-8.

import { mark } from "./tokenizer.js";
import { bytesOf, lost, textOf, widthOf } from "./view.js";
import { anyWords, solidText, wordsOf } from "./words.js";

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

// newGrammar returns a grammar. table is what grammar.Table is in Go, quotes are
// [{fits(words), long}], and end the tokens that end an output.
export function newGrammar(table, quotes, eyes, end) {
  const { tokenizer } = eyes;
  const { special, unknown, unknownScore, scores } = tokenizer;

  // Prefixes are how the tokenizer segments the beginning of a text, as far as that is known;
  // null where nothing is. Each function returns another.
  const { splitSpace, splitMarks, prepend } = tokenizer.words;
  const known = !(splitSpace && prepend !== "always") && [...tokenizer.written, ...tokenizer.normal].every((t) => special.has(t.id));
  const begunSpaced = known && prepend !== "never";
  const apart = splitSpace || splitMarks;
  const pieces = trie(scores.map((_, id) => bytesOf(tokenizer.pieces[id])));

  function emptyPrefix() {
    const best = { score: 0, id: 0, from: 0, marked: true };
    return known ? { open: [], best, before: best, char: 0, left: 0, at: 0, mark: 0 } : null;
  }

  // marked says that a token ends here and another begins.
  function marked(p) {
    return p && { ...p, mark: p.at, best: { ...p.best, marked: true }, open: p.open.map((o) => ({ ...o, marked: false })) };
  }

  // grown is a prefix with one more byte.
  function grown(p, b) {
    if (!p) return p;
    if (b === lost) {
      const id = p.at > 0 && p.best.id === unknown ? -1 : unknown;
      return { ...p, before: p.best, char: p.at, open: [], best: { ...p.best, score: p.best.score + unknownScore, id, from: p.at }, at: p.at + 1 };
    }
    if (b !== " ") return grownByte(p, b);
    if (apart) p = { ...p, open: [], best: { ...p.best, score: 0 } };
    for (const m of markBytes) p = grownByte(p, m);
    return p;
  }

  function grownByte(p, b) {
    let { best, before, char, left, open, at } = p;
    if (left === 0) {
      [before, char, left] = [best, at, widthOf(b)];
      open = [...open, { node: pieces, from: at, score: best.score, marked: best.marked }];
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

  // isToken reports whether the best way from the mark to here is a token.
  function isToken(p, id) {
    return !p || (p.left === 0 && p.best.from === p.mark && p.best.id === id);
  }

  // isThrough reports whether the best way to here goes through the mark.
  function isThrough(p) {
    return !p || (p.left === 0 && p.best.marked);
  }

  function isDecided(p) {
    return !p || (p.left === 0 && p.open.every((o) => o.marked === p.best.marked));
  }

  // keyOf is the same for prefixes that go on in the same way.
  function keyOf(p) {
    return p ? p.open.map((o) => `${o.node.n}:${o.score - p.best.score}`).join() : "";
  }

  const states = table.states.map(([kind, next, a, b]) => ({ kind, next, a, b }));
  for (const s of [...states]) {
    if (s.kind === BYTES) Object.assign(s, { a: String.fromCharCode(s.a), b: String.fromCharCode(s.b) });
    if (s.kind !== 0) continue;
    const bytes = bytesOf(s.a);
    const { next } = s;
    [...bytes].forEach((b, i) => {
      const state = i ? states[states.push({}) - 1] : s;
      Object.assign(state, { kind: BYTES, a: b, b, next: i + 1 < bytes.length ? states.length : next });
    });
  }
  const rare = (table.rare ?? []).map(bytesOf);
  const lacks = (table.rare ?? []).map((c) => !eyes.writes(c));
  const texts = eyes.later.map((text, id) => (special.has(id) ? "" : text));
  texts[unknown] = lost;
  const vocabulary = trie(texts);
  const memory = new Map(); // the tokens that may come at places that no prompt decides about

  // lacked returns a character for which the tokenizer writes the unknown token.
  function lacked() {
    for (let c = 0xe000; c <= 0xf8ff; c++) if (tokenizer.encode(String.fromCharCode(c)).includes(unknown)) return String.fromCharCode(c);
    return "";
  }

  const moved = (t, state) => ({ state, at: -1, from: -1, gate: t.gate, log: t.log });
  const same = (t, u) => t.state === u.state && t.at === u.at && t.from === u.from && t.gate === u.gate;

  // start returns a cursor, which follows one output. Its place is the threads that the
  // grammar's automaton is in at once, and how the tokenizer segments the text so far.
  function start(view) {
    const w = wordsOf(view, quotes);
    const entered = (state) => ({ state, at: -1, from: -1, gate: noGate, log: -1 });
    let log = null; // what threads have quoted, while the text of an output is read

    // follow adds a thread, and those that it goes on to without reading a byte.
    function follow(to, t) {
      if (to.some((u) => same(t, u))) return;
      const s = states[t.state];
      switch (s.kind) {
        case SPLIT:
          to.push(t);
          follow(to, moved(t, s.next));
          return follow(to, moved(t, s.a));
        case RARE:
          if (!lacks[s.a]) return;
          to.push(t);
          return follow(to, moved(said(t, 0, rare[s.a]), s.next));
        case WHEN:
        case WORD:
          if (s.a === anyWords && w.none) return;
          if (!(s.a === anyWords && s.kind === WHEN)) {
            if (t.gate !== noGate && t.gate !== s.a && !w.have(t.gate)) return;
            t = { ...t, gate: s.a };
          }
          if (s.kind === WHEN) return follow(to, moved(t, s.next));
          break;
        case COPY: {
          const at = w.passed(t.at);
          if (at > t.at) follow(to, { ...t, at });
          const { more, whole } = w.between(s.a, t.from, t.at);
          if (more) to.push(t);
          if (whole) follow(to, { ...moved(ended(t), s.next), gate: noGate });
          return;
        }
      }
      to.push(t);
    }

    // step returns the threads behind a byte.
    function step(threads, b) {
      const to = [];
      for (const t of threads) {
        const s = states[t.state];
        switch (s.kind) {
          case BYTES:
            if (s.a <= b && b <= s.b) follow(to, moved(t, s.next));
            break;
          case RARE:
            if (b === lost) follow(to, moved(said(t, 1, rare[s.a]), s.next));
            break;
          case WORD:
            w.asked = true;
            for (const { from, at } of w.starts)
              if (w.text[at] === b && w.between(s.a, from, from + 1).more) follow(to, { state: s.next, at: at + 1, from, gate: noGate, log: begun(t) });
            break;
          case COPY:
            if (w.text[t.at] === b) follow(to, { ...t, at: t.at + 1, gate: noGate });
        }
      }
      return to;
    }

    // alive returns the threads that count, null if none does.
    function alive(threads) {
      const splits = (t) => states[t.state].kind === SPLIT;
      if (threads.some((t) => t.gate === noGate && !splits(t))) return threads;
      const i = threads.findIndex((t) => !splits(t) && w.have(t.gate));
      return i < 0 ? null : [{ ...threads[i], gate: noGate }, ...threads.slice(i + 1)];
    }

    function mayEnd(threads) {
      return threads.some((t) => states[t.state].kind === END && (t.gate === noGate || w.have(t.gate)));
    }

    // bytes returns the bytes that may come next, in order.
    function bytes(threads) {
      const may = new Set();
      for (const t of threads) {
        const s = states[t.state];
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
    function push(place, b) {
      const threads = step(place.threads, b);
      return threads.length ? { threads, prefix: grown(place.prefix, b) } : null;
    }

    // allowed returns the tokens that may come next, in order.
    function allowed() {
      const key = place.threads.some((t) => t.at >= 0) ? null : `${place.threads.map((t) => `${t.state}:${t.gate}`)} ${w.none} ${keyOf(place.prefix)}`;
      const known = key !== null && memory.get(key);
      if (known) return known;
      w.asked = false;
      const ids = [];
      collect(ids, vocabulary, { ...place });
      if (mayEnd(place.threads)) ids.push(...end);
      ids.sort((a, b) => a - b);
      if (key !== null && !w.asked) memory.set(key, ids);
      return ids;
    }

    // collect adds the tokens below a node of the vocabulary that may be written at a place.
    function collect(to, node, here) {
      if (node.ids.length) {
        const threads = alive(here.threads);
        if (threads) {
          here.threads = threads;
          to.push(...node.ids.filter((id) => segmented(here, id)));
        }
      }
      for (const [b, below] of node.next) {
        const next = push(here, b);
        if (next) collect(to, below, next);
      }
    }

    // segmented reports whether the tokenizer would write a token that ends here as part of
    // some output.
    function segmented(here, id) {
      return isToken(here.prefix, id) && completes({ ...here, prefix: marked(here.prefix) }, { left: maxAhead });
    }

    function completes({ threads, prefix }, ahead) {
      if (isDecided(prefix)) return isThrough(prefix) && alive(threads) !== null;
      if (isThrough(prefix) && mayEnd(threads)) return true;
      for (const b of bytes(threads)) {
        if (--ahead.left < 0) return true;
        const next = push({ threads, prefix }, b);
        if (next && completes(next, ahead)) return true;
      }
      return false;
    }

    // advance moves behind a token that may come next.
    function advance(id) {
      for (const b of texts[id]) place = push(place, b);
      place = { threads: alive(place.threads), prefix: marked(place.prefix) };
    }

    // complete ends an output that was cut off in the shortest way, given the places behind
    // each of its tokens. It returns the tokens, null where that cannot be or need not.
    function complete(tokens, places) {
      if (mayEnd(places[tokens.length].threads)) return null;
      for (const words of [false, true]) {
        for (let kept = tokens.length; kept >= 0; kept--) {
          const rest = shortest(places[kept].threads, words);
          if (rest === null || (!words && solidText(textOf(rest)))) continue;
          const all = encode(tokens.slice(0, kept), rest);
          if (all && all.length <= tokens.length) return all;
        }
      }
      return null;
    }

    // encode returns the tokens of the text of some tokens and more, null if there are none.
    function encode(before, more) {
      const written = before.map((id) => texts[id]).join("") + more;
      const ids = tokenizer.encode(unspaced(written).split(lost).map(textOf).join(lacked())).filter((id) => texts[id]);
      return ids.filter((id) => id === tokenizer.unknown).length === written.split(lost).length - 1 ? ids : null;
    }

    // shortest returns the fewest bytes with which an output can end. Only with words set may
    // they begin to copy other words of the prompt.
    function shortest(start, words) {
      const key = (t) => `${t.state} ${t.at} ${t.from} ${t.gate}`;
      const ways = new Map(start.map((t) => [key(t), ""]));
      for (let next = start; next.length; ) {
        const further = [];
        for (const t of next) {
          const way = ways.get(key(t));
          if (mayEnd([t])) return way;
          if (!words && states[t.state].kind === WORD) continue;
          for (const b of bytes([t])) {
            for (const to of step([t], b)) {
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

    function note(entry) {
      return log.entries.push(entry) - 1;
    }

    function begun(t) {
      return log ? note({ from: log.at - 1, before: t.log }) : -1;
    }

    function ended(t) {
      if (!log) return t;
      const { from, before } = log.entries[t.log];
      return { ...t, log: note({ from, to: log.at, text: w.quote(t.from, t.at), before }) };
    }

    function said(t, bytes, text) {
      return log ? { ...t, log: note({ from: log.at - bytes, to: log.at, text, before: t.log }) } : t;
    }

    // text returns the output that tokens write, with the prompt's own characters, null if
    // they are not the beginning of an output.
    function text(tokens) {
      const written = tokens.map((id) => texts[id]).join("");
      if (!w.view.from && !rare.length) return textOf(unspaced(written));
      log = { at: 0, entries: [] };
      let threads = [];
      follow(threads, entered(written[0] === " " ? table.spaced : table.bare));
      for (const b of written) {
        log.at++;
        threads = step(threads, b);
      }
      let best = threads.find((t) => mayEnd([t])) ?? threads[0];
      if (best && best.at >= 0) best = ended(best); // it breaks off in words of the prompt
      const { entries } = log;
      log = null;
      if (!best) return null;
      let out = "";
      let end = written.length;
      for (let e = entries[best.log]; e; e = entries[e.before]) {
        out = e.text + written.slice(e.to, end) + out;
        end = e.from;
      }
      return textOf(unspaced((written.slice(0, end) + out).replaceAll(lost, "")));
    }

    let place = { threads: [], prefix: marked(emptyPrefix()) };
    if (begunSpaced || !known) follow(place.threads, entered(table.spaced));
    if (!begunSpaced) follow(place.threads, entered(table.bare));
    return { place: () => place, allowed, advance, complete, text };
  }
  return { start };
}
