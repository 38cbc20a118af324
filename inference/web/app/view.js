// A prompt as the model sees it, as Tokenizer.See tells in Go: what its tokens write, and
// which characters of the prompt that is. Texts are strings of bytes here, of UTF-8.

import { mark, trim } from "./tokenizer.js";

export const lost = "\xff"; // stands for a character that the vocabulary lacks

const utf8 = new TextEncoder();
const plain = new TextDecoder("utf-8", { ignoreBOM: true });
export const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export const bytesOf = (s) => Array.from(utf8.encode(s), (b) => String.fromCharCode(b)).join("");
export const textOf = (bytes) => plain.decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));

// widthOf returns how many bytes a character has that begins with one.
export const widthOf = (b) => (b < "\xc0" ? 1 : b < "\xe0" ? 2 : b < "\xf0" ? 3 : 4);

const maxDropped = 64; // bytes that a normalizer may drop at one place

export class Eyes {
  // near are runs of letters in the place of others: [[first code point, "a b c"]].
  constructor(tokenizer, near) {
    this.tokenizer = tokenizer;
    this.later = tokenizer.pieces.map((p) => bytesOf(p.replaceAll(mark, " ")));
    this.first = tokenizer.keepsFirst ? this.later : tokenizer.pieces.map((p) => bytesOf(p.replaceAll(mark, "")));
    this.near = new Map(near.flatMap(([first, forms]) => forms.split(" ").map((form, i) => [String.fromCodePoint(first + i), form])));
    this.known = new Map(); // whether the vocabulary has a text
    this.forms = new Map(); // what is in the place of a character
  }

  unwritten(id) {
    return id === this.tokenizer.unknown || !!this.tokenizer.bytes?.includes(id);
  }

  // writes reports whether the vocabulary has all characters of a text.
  writes(s) {
    let ok = this.known.get(s);
    if (ok === undefined) this.known.set(s, (ok = !this.tokenizer.encode(s).some((id) => this.unwritten(id))));
    return ok;
  }

  // see returns the tokens of a text, and the view of it that they are.
  see(s) {
    const ids = this.tokenizer.encode(s);
    if (!ids.some((id) => this.unwritten(id))) return { ids, view: this.view(s, ids) };
    let written = "";
    const from = [];
    const to = [];
    let end = 0;
    for (const { segment } of graphemes.segment(s)) {
      const form = this.nearest(segment);
      const start = end;
      end += bytesOf(segment).length;
      for (const _ of bytesOf(form)) from.push(start), to.push(end);
      written += form;
    }
    const tokens = this.tokenizer.encode(written);
    const view = this.view(written, tokens);
    const all = Array.from(view.text, (_, i) => {
      const [a, b] = view.from ? [view.from[i], view.to[i]] : [i, i + 1];
      if (a < b) return [from[a], to[b - 1]];
      if (a === 0) return [0, 0];
      return [a === from.length || from[a] !== from[a - 1] ? to[a - 1] : from[a - 1], to[a - 1]];
    });
    return { ids: tokens, view: { source: bytesOf(s), text: view.text, from: all.map((x) => x[0]), to: all.map((x) => x[1]) } };
  }

  // nearest returns a character if the vocabulary has it, and otherwise what tokens can
  // write in its place.
  nearest(cluster) {
    let form = this.forms.get(cluster);
    if (form !== undefined) return form;
    form = cluster;
    if (trim(cluster) && !this.writes(cluster)) {
      const near = Array.from(cluster, (c) => (this.writes(c) ? c : (this.near.get(c) ?? ""))).join("");
      if (near && this.writes(near)) form = near;
    }
    this.forms.set(cluster, form);
    return form;
  }

  // view lays the tokens of a text beside the text.
  view(s, ids) {
    const source = bytesOf(s);
    if (this.tokenizer.decode(ids) === s) return { source, text: source, from: null, to: null };
    let normal = ""; // the normal forms of the text's characters
    const starts = []; // by byte of normal: where its characters begin
    const ends = [];
    let end = 0;
    for (const { segment } of graphemes.segment(s)) {
      const form = trim(segment) ? bytesOf(this.tokenizer.normalize(segment)) : " ";
      const start = end;
      end += bytesOf(segment).length;
      for (const _ of form) starts.push(start), ends.push(end);
      normal += form;
    }
    let at = 0; // how far normal is laid beside tokens
    const view = { source, text: "", from: [], to: [] };
    const add = (b, end) => {
      let from = 0;
      let to = 0;
      if (end > at) [from, to] = [starts[at], ends[end - 1]];
      else if (end > 0) {
        // a space that the text does not have
        [from, to] = [starts[end - 1], ends[end - 1]];
        if (starts[end] !== from) from = to;
      }
      view.text += b;
      view.from.push(from);
      view.to.push(to);
      at = end;
    };
    const spaces = () => {
      let end = at;
      while (normal[end] === " ") end++;
      return end;
    };
    const write = (text) => {
      for (let i = 0; i < text.length; i++) {
        if (text[i] === " ") {
          add(" ", spaces());
          continue;
        }
        if (normal[at] !== text[i]) at = spaces();
        if (normal[at] !== text[i]) {
          const rest = text.slice(i).split(" ")[0]; // behind what a normalizer dropped
          const n = normal.slice(at, at + maxDropped + rest.length).indexOf(rest);
          if (n > 0) at += n;
        }
        add(text[i], normal[at] === text[i] ? at + 1 : at);
      }
    };
    const behind = (i) => i + widthOf(normal[i]);
    const lacks = (i) => !this.writes(textOf(normal.slice(i, behind(i))));
    const lose = () => {
      at = spaces();
      for (let n = 0; at < normal.length && normal[at] !== " " && (n === 0 || lacks(at)); n++) {
        let end = behind(at);
        while (end < normal.length && starts[end] === starts[at] && lacks(end)) end = behind(end);
        add(lost, end);
      }
    };
    let texts = this.first;
    for (const id of ids) {
      const piece = this.tokenizer.pieces[id];
      if (piece === undefined) continue;
      if (this.unwritten(id)) lose();
      else if (this.tokenizer.special.has(id)) {
        const named = bytesOf(piece); // by the text
        const start = spaces();
        if (named && normal.startsWith(named, start)) {
          at = start;
          add(lost, at + named.length);
        }
        continue;
      } else write(texts[id]);
      texts = this.later;
    }
    return view;
  }
}
