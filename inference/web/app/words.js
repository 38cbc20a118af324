// The words of a prompt that an output may quote, as inference/grammar finds them in Go.

import { blank } from "./tokenizer.js";
import { bytesOf, graphemes, lost, textOf } from "./view.js";

// What a character is: letter, digit, glyph (a letter of a script without spaces, or a
// picture), stop, joining, money, " " (space) or other.
const kinds = [
  ["glyph", /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u],
  ["letter", /[_\p{L}\p{M}]/u],
  ["digit", /\p{N}/u],
  ["joining", /[-'.,:/@&\u2019\u2010\u2011\xb7\u2044\u05f3\u05f4\u066b\u066c]/],
  ["stop", /[;!?\u2026\u3001\u3002\u060c\u061b\u061f\u06d4\u0964\xa1\xbf]/],
  ["money", /\p{Sc}/u],
  [" ", new RegExp(blank.source + "|[\\p{Cc}\\u200b\\ufeff]", "u")],
  ["glyph", /\p{So}/u],
];
const kindOf = (c) => kinds.find(([, of]) => of.test(c))?.[0] ?? "other";
const wordly = (c) => c.kind === "letter" || c.kind === "digit";
const solid = (c) => wordly(c) || c.kind === "glyph";
const outside = { at: 0, c: " ", kind: " " };

// characters splits a text into what readers see as one character each.
function characters(text) {
  const all = [];
  let at = 0;
  for (const { segment } of graphemes.segment(text)) {
    for (const part of /^[\0-\x7f]+$/.test(segment) ? segment : [segment]) {
      let c = String.fromCodePoint(part.codePointAt(0));
      if (c >= "！" && c <= "～") c = String.fromCodePoint(c.codePointAt(0) - 0xfee0); // of full width
      const kind = kindOf(c);
      if (!all.length || kind === " " || !/\p{Cf}/u.test(c)) all.push({ at, c, kind });
      at += bytesOf(part).length;
    }
  }
  all.push({ at, c: " ", kind: " " });
  return all;
}

// joins reports whether a mark joins the characters around it.
function joins(before, mark, behind) {
  if (!wordly(before) || !wordly(behind)) return false;
  const numbers = before.kind === "digit" && behind.kind === "digit";
  if (/[,:/\u2044\u066b\u066c\xa0\u2007\u2009\u202f]/.test(mark.c)) return numbers;
  if (/[.'\u2019]/.test(mark.c)) return numbers || (before.kind === "letter" && behind.kind === "letter");
  return mark.kind === "joining";
}

const priced = (number, gap, sign, behind) => number.kind === "digit" && gap.kind === " " && sign.kind === "money" && (behind.kind === " " || behind.kind === "stop");
const begins = (before, mark, behind) => (before.kind === " " || before.kind === "money") && behind.kind === "digit" && /[-+.\u2212]/.test(mark.c);

// joined reports whether the i-th character belongs to the word of the one before it.
function joined(all, i) {
  const [c3, c2, before, here, next, next2] = [-3, -2, -1, 0, 1, 2].map((n) => all[i + n] ?? outside);
  if (wordly(before) && wordly(here)) return true;
  if (priced(before, here, next, next2) || priced(c2, before, here, next)) return true;
  if (priced(next, here, before, c2) || priced(here, before, c2, c3)) return true;
  if (before.kind === "money" || here.kind === "money") return wordly(before) || wordly(here) || begins(before, here, next);
  if (before.kind === "digit" && /[%\u2030\u066a\xb0]/.test(here.c)) return true;
  return joins(before, here, next) || joins(c2, before, here) || begins(c2, before, here);
}

const lower = (all) => all.every(({ c }) => /\p{Ll}/u.test(c));

// boundaries finds the words of a text, by byte.
function boundaries(text) {
  const all = characters(text);
  const n = all.at(-1).at;
  const b = { starts: [], ends: [], solid: [], word: [] };
  const add = (from, to) => {
    const start = all[from].at;
    const end = all[to].at;
    b.word.fill(start, start, end);
    const first = all[from];
    if (first.kind === " " || (to === from + 1 && (first.kind === "stop" || /[.,:]/.test(first.c)))) return;
    b.starts[start] = b.ends[end] = true;
    // A quote may end before what an apostrophe joins to a word, as in "mom's", and begin
    // behind what it joins to the beginning, as in "l'argent".
    for (let i = from + 1; i < to - 1; i++) {
      if (!/['\u2019]/.test(all[i].c)) continue;
      const before = all.slice(from, i);
      const behind = all.slice(i + 1, to);
      const negates = behind.length === 1 && behind[0].c === "t";
      if ((before.length > 1 && lower(behind) && !negates) || (behind.length === 1 && (behind[0].c.codePointAt(0) | 0x20) === 0x73)) b.ends[all[i].at] = true;
      const letters = before.map(({ c }) => c).join("");
      if (/^[cdjlmnst]$/.test(letters) || (lower(before) && /(qu|ll)$/.test(letters))) b.starts[all[i + 1].at] = true;
    }
    if (to - from <= 2) return;
    const last = all[to - 1];
    if (/[sS]/.test(last.c) && all[to - 2].kind === "letter" && all[to].c === " " && to + 1 < all.length && wordly(all[to + 1])) b.ends[last.at] = true;
    if (all[to].c === "." && all[to - 2].c === "." && last.kind === "letter") b.ends[end + 1] = true; // as in "p.m."
  };
  b.word.length = n + 1;
  b.word.fill(0);
  let from = 0;
  for (let i = 1; i < all.length; i++) {
    if (joined(all, i)) continue;
    add(from, i);
    from = i;
  }
  let next = (b.solid[n] = n + 1);
  for (let i = all.length - 2; i >= 0; i--) {
    if (solid(all[i])) next = all[i + 1].at;
    for (let at = all[i].at; at < all[i + 1].at; at++) b.solid[at] = next;
  }
  return b;
}

const maxQuote = 8;
const maxEnds = 4;
const longest = 256;
export const anyWords = -1;

// wordsOf finds the words of a prompt, given its view. quotes are [{fits(words), long}].
export function wordsOf(view, quotes) {
  let text = ""; // of the view, each quotation mark doubled
  const at = []; // by offset in text: the offset in the view
  [...view.text].forEach((c, i) => {
    for (const _ of c === '"' ? "12" : "1") {
      text += c;
      at.push(i);
    }
  });
  let starts = []; // where words begin
  const ends = []; // by offset in text, as in all that follows: whether a word ends there
  const lastEnd = []; // where the last word ends that a quote from there may have
  const solidTo = []; // where the next letter or digit ends
  const skips = []; // whether a character there that the vocabulary lacks may be left out
  const fitting = new Map();

  // source returns the offsets in the prompt of the characters that a byte is written for.
  function source(i) {
    i = at[i];
    return view.from ? [view.from[i], view.to[i]] : [i, i + 1];
  }

  function apart(i) {
    return source(i - 1)[0] !== source(i)[0];
  }

  // skip finds which of the characters that the vocabulary lacks may be left out.
  function skip(b) {
    const word = (i) => b.word[source(i)[0]];
    const known = new Set();
    for (let i = 0; i < text.length; i++) {
      const [from, to] = source(i);
      if (from < to && text[i] !== lost) known.add(b.word[from]);
    }
    let run = false; // of words that have no character in the vocabulary
    for (let i = 0; i < text.length; i++) {
      const [from, to] = source(i);
      const some = known.has(b.word[from]);
      const inside = i > 0 && word(i) === word(i - 1) && !ends[i];
      const unknown = text[i] === lost && !some && (b.solid[from] <= to || inside);
      skips[i] = (text[i] === lost && some) || (unknown && run);
      run = unknown;
    }
    starts = starts.filter((s) => !(skips[s.from] && !known.has(word(s.from))));
    for (const { from } of [...starts]) {
      const at = passed(from);
      if (at > from && at < text.length) starts.push({ from, at });
    }
  }

  // quoted returns what the prompt has in the place of the text between two offsets.
  function quoted(from, to) {
    if (from === to) return "";
    const [start] = source(from);
    return view.source.slice(start, Math.max(start, source(to - 1)[1]));
  }

  function quote(from, to) {
    return quoted(from, to).replaceAll('"', '""');
  }

  function passed(at) {
    while (skips[at]) at++;
    return at;
  }

  // ending returns where the words end that begin at an offset and fit a quote.
  function ending(quote, from) {
    const key = `${quote} ${from}`;
    let found = fitting.get(key);
    if (found) return found;
    found = [];
    const { fits, long } = quotes[quote];
    const most = long ? Infinity : maxQuote;
    const tries = maxEnds * Math.min(most, longest);
    for (let to = from + 1, n = 1, tried = 0; to <= lastEnd[from] && n <= most && tried < tries; to++) {
      if (text[to] === " ") n++;
      if (!ends[to]) continue;
      tried++;
      if (fits(textOf(quoted(from, to)))) found.push(to);
    }
    fitting.set(key, found);
    return found;
  }

  // have reports whether some words of the prompt fit a quote.
  function have(quote) {
    w.asked = true;
    return starts.findLast((s) => between(quote, s.from, s.from).more) !== undefined;
  }

  // between says of the words from one offset to another whether words that fit the quote
  // begin with them (more), and whether they fit it by themselves (whole).
  function between(quote, from, to) {
    if (quote === anyWords) return { more: solidTo[from] <= lastEnd[from] && to <= lastEnd[from], whole: !!ends[to] && solidTo[from] <= to };
    const fits = ending(quote, from);
    return { more: fits.length > 0 && fits.at(-1) >= to, whole: fits.includes(to) };
  }

  const b = boundaries(textOf(view.source));
  const n = text.length;
  let next = (solidTo[n] = n + 1);
  let end = (lastEnd[n] = 0);
  for (let i = n - 1; i >= 0; i--) {
    const [from, to] = source(i);
    lastEnd[i] = 0;
    if (view.source.startsWith("| ", from) && view.source[from - 1] === " ") {
      end = 0;
      solidTo[i] = next;
      continue;
    }
    if ((i === 0 || apart(i)) && b.starts[from] && from < to) starts.push({ from: i, at: i });
    const whole = i + 1 === n || apart(i + 1);
    if (whole && b.ends[to] && from < to) {
      ends[i + 1] = true;
      end = Math.max(end, i + 1);
    }
    if (whole && b.solid[from] <= to) next = i + 1;
    solidTo[i] = next;
    lastEnd[i] = end;
  }
  starts.reverse();
  if (text.includes(lost)) skip(b);
  const w = { view, text, starts, none: solidTo[0] > n, asked: false, passed, quote, have, between };
  return w;
}

export const solidText = (s) => [...s].some((c) => solid({ kind: kindOf(c) }));
