// Which words are a value of a parameter, as dataset/action reads them in Go, in English.
// values.wasm reads numbers, money, dates and periods.

import { blanks, trim } from "./tokenizer.js";

const utf8 = new TextEncoder();
const shapeless = /[\u061c\u200b\u200c\u200e\u200f\ufeff\ufffd]/g;
const marks = { "'": /[‘’‚‛′]/g, '"': /[“”„‟″«»]/g, "-": /[‐‒–—―−]/g, "/": /⁄/g };
const spaces = (s) => trim(s).split(blanks).join(" ");
const lower = (s) => Array.from(s, (c) => [...c.toLowerCase()][0]).join(""); // one for each, as in Go
const fold = (s) => lower(spaces(s.normalize("NFC")));
const freeText = (s) => fold(s).replace(/[ .,!?;:]+$/, "");

// compared is a text as it is compared.
function compared(s) {
  if (/[^\0-\x7f]/.test(s)) {
    s = spaces(s.normalize("NFKC").replace(shapeless, " "));
    for (const mark in marks) s = s.replace(marks[mark], mark);
  }
  return fold(s);
}

// amount is an amount of money as it is compared, its sign beside the digits, "" where it is
// none.
function amount(s) {
  if (/(?![½¼¾])\p{No}/u.test(s)) return "";
  s = compared(s.replaceAll("½", ".5").replaceAll("¼", ".25").replaceAll("¾", ".75"));
  return /\d ?-(?: |$)/.test(s) ? "" : s.replace(/(^|[ \p{Sc}])- +(\d)/gu, "$1-$2");
}

const kinds = [["L", /\p{L}/u], ["M", /\p{M}/u], ["D", /\p{Nd}/u], ["S", /\p{Sc}/u], [" ", /[^]/]];
const formats = ["currency", "date", "money", "period"];

export class Values {
  // lexicon is the lines of the words that are read, day the one that relative dates count from.
  static async load(wasm, lexicon, day) {
    const { exports } = await WebAssembly.instantiate(wasm, {});
    exports._initialize?.();
    return new Values(exports, lexicon, Date.parse(day) / 864e5);
  }

  constructor(exports, lexicon, day) {
    this.x = exports;
    this.day = day;
    const lines = utf8.encode(lexicon);
    this.write(lines);
    if (this.x.values_lexicon(lines.length)) throw new Error("out of memory");
  }

  write(...parts) {
    let at = this.x.values_room(parts.reduce((n, p) => n + p.length, 0) + 1);
    if (!at) throw new Error("out of memory");
    for (const p of parts) {
      new Uint8Array(this.x.memory.buffer).set(p, at);
      at += p.length;
    }
  }

  reads(format, prefer, s) {
    const text = utf8.encode(s);
    this.write(text, utf8.encode(Array.from(s, (c) => kinds.find(([, of]) => of.test(c))[0].repeat(utf8.encode(c).length)).join("")));
    const fits = this.x.values_fit(formats.indexOf(format), ["", "future", "past"].indexOf(prefer), this.day, text.length);
    if (fits < 0) throw new Error("out of memory");
    return fits > 0;
  }
}

// fitting returns the function that says whether words are a value of a quote: of its format,
// or free text within lengths.
export function fitting({ format, prefer = "", shortest = 1, longest = Infinity }, values) {
  if (format === "money") return (s) => values.reads(format, prefer, amount(s));
  if (format && format !== "contact") return (s) => values.reads(format, prefer, compared(s));
  return (s) => {
    const n = [...freeText(s)].length;
    return n >= Math.max(shortest, 1) && n <= longest;
  };
}
