// Target syntax: name(param=value, param="text"), calls joined by "; ".

import { trim } from "./tokenizer.js";

const nameOf = /[A-Za-z0-9_][A-Za-z0-9_.-]*/y;
const valueOf = /[^,;()"=]*/y;
const quotedOf = /((?:[^"]|"")*)"(?!")/y;

// parseTarget returns calls of the form {name, args: [{name, text, quoted}]}, null where
// the text is not in target syntax.
export function parseTarget(s) {
  let i = 0;
  const take = (pattern) => {
    pattern.lastIndex = i;
    const m = pattern.exec(s);
    if (m) i += m[0].length;
    return m;
  };
  const space = () => take(/[ \t\n]*/y);
  const eat = (c) => {
    space();
    if (s[i] !== c) return false;
    i++;
    return true;
  };
  const name = () => (space(), take(nameOf)?.[0]);
  const value = (arg) => {
    if (eat('"')) {
      const m = take(quotedOf);
      if (m) Object.assign(arg, { text: m[1].replaceAll('""', '"'), quoted: true });
      return m;
    }
    arg.text = trim(take(valueOf)[0]);
    return arg.text;
  };
  const call = () => {
    const c = { name: name(), args: [] };
    if (!c.name || !eat("(")) return null;
    if (eat(")")) return c;
    for (;;) {
      const arg = { name: name(), text: "", quoted: false };
      if (!arg.name || !eat("=") || !value(arg)) return null;
      c.args.push(arg);
      if (eat(")")) return c;
      if (!eat(",")) return null;
    }
  };
  for (const calls = []; ; ) {
    const c = call();
    if (!c) return null;
    calls.push(c);
    space();
    if (i === s.length) return calls;
    if (!eat(";")) return null;
  }
}

const wordly = /[\p{L}\p{Nd}]/u;

// spansOf finds the arguments of an output that are words of the prompt, by their start.
// Offsets count code points. An argument whose words stand in the prompt more than once
// is at the first place that no other argument has; places where they are whole words
// come first.
export function spansOf(prompt, calls) {
  const chars = [...prompt];
  const slots = [];
  calls?.forEach((c, call) => {
    for (const arg of c.args) {
      const words = [...arg.text];
      const start = arg.quoted ? place(chars, words, slots) : -1;
      if (start >= 0) slots.push({ name: arg.name, value: arg.text, start, end: start + words.length, ...(call && { call }) });
    }
  });
  return slots.sort((a, b) => a.start - b.start);
}

// place is where words stand in a prompt and no slot is, -1 for nowhere.
export function place(chars, words, slots) {
  let part = -1;
  for (let at = 0; words.length && at + words.length <= chars.length; at++) {
    const end = at + words.length;
    if (words.some((c, i) => c !== chars[at + i]) || slots.some((s) => at < s.end && s.start < end)) continue;
    if (!wordly.test(chars[at - 1] ?? "") && !wordly.test(chars[end] ?? "")) return at;
    if (part < 0) part = at;
  }
  return part;
}
