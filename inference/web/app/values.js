// Which words are a value of a parameter, as dataset/action reads them in Go, in English.
// Only whether there is a value matters here, not which.

import { blanks, trim } from "./tokenizer.js";

const shapeless = /[\u061c\u200b\u200c\u200e\u200f\ufeff\ufffd]/g;
const marks = { "'": /[‘’‚‛′]/g, '"': /[“”„‟″«»]/g, "-": /[‐‒–—―−]/g, "/": /⁄/g };
const spaces = (s) => trim(s).split(blanks).join(" ");
const lower = (s) => Array.from(s, (c) => (c === "İ" ? "i" : [...c.toLowerCase()][0])).join("");
const fold = (s) => lower(spaces(s.normalize("NFC")));

// compared is a text as it is compared.
function compared(s) {
  if (/[^\0-\x7f]/.test(s)) {
    s = spaces(s.normalize("NFKC").replace(shapeless, " "));
    for (const mark in marks) s = s.replace(marks[mark], mark);
  }
  return fold(s);
}

const wordAt = /(?:[a-z]|(?![\0-\x7f])[\p{L}\p{M}])(?:[a-z']|(?![\0-\x7f])[\p{L}\p{M}])*|./suy;
const digitAt = (s, i) => s[i] >= "0" && s[i] <= "9";
const endsWord = (s) => /[\p{L}\p{Nd}]$/u.test(s);
const digitsAt = (s) => /^\d*/.exec(s)[0];
const plainDigits = (s) => [digitsAt(s), digitsAt(s).length];

// split divides a compared phrase into words, numbers and single symbols. figures reads
// the number at the start of a text: [number, its length].
function split(s, figures) {
  const out = [];
  for (let i = 0; i < s.length; ) {
    const c = s[i];
    const inWord = endsWord(s.slice(0, i));
    if (digitAt(s, i) || (c === "." && digitAt(s, i + 1) && !inWord)) {
      const [number, n] = figures(s.slice(i));
      i += n || 1;
      if (!n) continue;
      out.push(number);
      if (/^[,./]-/.test(s.slice(i))) i += 2;
    } else if (c === " " || c === "." || (c === "," && !digitAt(s, i + 1))) i++;
    else if (c === "-" && (inWord || !/^(\d|\p{Sc})/u.test(s.slice(i + 1)))) i++;
    else {
      wordAt.lastIndex = i;
      const [word] = wordAt.exec(s);
      out.push(word);
      i += word.length;
    }
  }
  return out;
}

// grouped reports whether groups of digits are those of thousands, or of lakhs and crores.
function grouped(digits, marks) {
  if (!marks) return true;
  if (marks !== marks[0].repeat(marks.length) || !digits[0] || digits[0].length > 3 || digits.at(-1).length !== 3) return false;
  const size = digits.length > 2 ? digits[1].length : 3;
  const inside = digits.slice(1, -1).every((d) => d.length === size && (size === 3 || (size === 2 && marks[0] === ",")));
  return inside && (size === 3 || digits[0].length <= 2);
}

// figuresAt reads a number in figures at the start of a text, with marks between digits.
function figuresAt(s) {
  const digits = [];
  let marks = "";
  let used = 0;
  for (let start = 0; ; start = used + 1) {
    const group = digitsAt(s.slice(start));
    digits.push(group);
    used = start + group.length;
    const mark = s[used];
    if (!".,' ".includes(mark ?? "x") || !digitAt(s, used + 1)) break;
    if (mark === " " && (digitsAt(s.slice(used + 1)).length !== 3 || !group || (start === 0 ? group.length > 3 || group[0] === "0" : group.length !== 3))) break;
    marks += mark;
  }
  if (!marks) return [digits[0], used];
  const last = marks.length - 1;
  const mark = marks[last];
  const repeats = marks.slice(0, last).includes(mark) || mark === " " || mark === "'";
  const decimal = !repeats && (last > 0 || digits[1].length !== 3 || digits[0].length > 3 || digits[0] === "" || digits[0] === "0" || mark === ".");
  const whole = decimal ? digits.slice(0, -1) : digits;
  if (!grouped(whole, decimal ? marks.slice(0, last) : marks)) return [digits[0], digits[0].length];
  return [whole.join("") + (decimal ? "." + digits.at(-1) : ""), used];
}

const isFigure = (x) => /^[\d.]/.test(x);
const figuresOf = (x) => (isFigure(x) && isFinite(x) ? Number(x) : undefined);
const integerOf = (x) => (/^\d+$/.test(x) && x.length < 19 ? Number(x) : undefined);

// dropLeading drops words that can come before a value. The last word stays.
function dropLeading(w, idle) {
  let n = 0;
  while (w.length - n > 1 && idle.includes(w[n])) n++;
  return w.slice(n);
}

// decimalOf is a number by its digits without zeros at the ends, and the power of ten of
// the last one; null where a text is none.
function decimalOf(s) {
  const m = /^-?(\d*)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(s);
  if (!m || !(m[1] || m[2])) return null;
  const all = m[1] + (m[2] ?? "");
  const kept = all.replace(/0+$/, "");
  const digits = kept.replace(/^0+/, "");
  return { digits, exponent: digits ? Number(m[3] ?? 0) - (m[2] ?? "").length + all.length - kept.length : 0 };
}

// Days are numbers of days from 1970.
const dated = (t) => new Date(t * 864e5);
const yearOf = (t) => dated(t).getUTCFullYear();
const monthOf = (t) => dated(t).getUTCMonth() + 1;
const dayOf = (t) => dated(t).getUTCDate();
const dateOf = (y, m, d) => new Date(0).setUTCFullYear(y, m - 1, d) / 864e5;
const weekdayOf = (t) => dated(t).getUTCDay();
const hasYear = (t) => yearOf(t) >= 0 && yearOf(t) <= 9999;
const monday = (t) => t - ((weekdayOf(t) + 6) % 7);
const nextWeekday = (t, d, same) => t + ((d - weekdayOf(t) + 7) % 7 || (same ? 0 : 7));

// dayIs is a day, null where there is none such as the 30th of february.
function dayIs(y, m, d) {
  const t = dateOf(y, m, d);
  return dayOf(t) === d && monthOf(t) === m ? t : null;
}

function addMonths(t, n) {
  const first = dateOf(yearOf(t), monthOf(t) + n, 1);
  return first + Math.min(dayOf(t), dayOf(addDate(first, 1, -1))) - 1;
}
const addDate = (t, months, days) => dateOf(yearOf(t), monthOf(t) + months, dayOf(t) + days);
const shift = (t, n, unit) => (unit === "week" ? t + 7 * n : unit === "day" ? t + n : addMonths(t, n * { month: 1, quarter: 3, year: 12 }[unit]));

const monthSpan = (y, m, n) => [dateOf(y, m, 1), dateOf(y, m + n, 0)];

// iso returns the day that a text in ISO 8601 names, null where it is none.
const iso = (s) => {
  const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(s);
  return m && dayIs(Number(m[1]), Number(m[2]), Number(m[3]));
};

const has = (o, key) => Object.hasOwn(o, key);

// Reader reads values with a lexicon, which is action.Lexicon in Go. Relative days count
// from ref; prefer is "future", "past" or "".
class Reader {
  constructor(lexicon, ref, prefer) {
    Object.assign(this, { lexicon, ref, prefer });
    this.longest = {}; // the words of the longest phrase, by its first word
    for (const phrase in lexicon.english) {
      const w = phrase.split(" ");
      this.longest[w[0]] = Math.max(this.longest[w[0]] ?? 0, w.length);
    }
    this.longestCurrency = Math.max(...Object.keys(lexicon.currencies).map((name) => name.split(" ").length));
  }

  // inEnglish puts phrases into the words that the readers know.
  inEnglish(w) {
    const { english } = this.lexicon;
    const out = [];
    for (let i = 0; i < w.length; ) {
      let n = has(this.longest, w[i]) ? Math.min(this.longest[w[i]], w.length - i) : 0;
      while (n > 0 && !has(english, w.slice(i, i + n).join(" "))) n--;
      if (n > 0) out.push(...english[w.slice(i, i + n).join(" ")]);
      else out.push(w[i]);
      i += n || 1;
    }
    return out;
  }

  amountWords(phrase) {
    if (/(?![½¼¾])\p{No}/u.test(phrase)) return [];
    let s = compared(phrase.replaceAll("½", ".5").replaceAll("¼", ".25").replaceAll("¾", ".75"));
    if (/\d ?-(?: |$)/.test(s)) return [];
    s = s.replace(/(^|[ \p{Sc}])- +(\d)/gu, "$1-$2");
    let w = this.inEnglish(split(compared(s), figuresAt));
    while (w.length > 1 && w[0] === "1" && (w[1] === "half" || w[1] === "quarter")) w = w.slice(1);
    return w;
  }

  addend(word) {
    return has(this.lexicon.addends, word) ? this.lexicon.addends[word] : undefined;
  }

  scale(word) {
    return has(this.lexicon.scale, word) ? this.lexicon.scale[word] : 0;
  }

  countable(w) {
    return w === "hundred" || w === "dozen" || w === "couple" || w === "half" || (this.scale(w) > 0 && w.length > 1);
  }

  // number reads a number at the start of words: [number, how many words it is].
  number(w) {
    let [total, cur, largest, used] = [0, 0, 0, 0];
    let [seen, and] = [false, false];
    for (let i = 0; i < w.length; i++) {
      const x = w[i];
      const v = figuresOf(x);
      if (v !== undefined) {
        if ((i > 0 && isFigure(w[i - 1])) || (seen && !((cur === 0 && total > 0) || (v < 100 && cur >= 100 && cur % 100 === 0)))) break;
        [cur, seen, used, and] = [cur + v, true, i + 1, false];
        continue;
      }
      const next = w[i + 1] ?? "";
      const small = this.addend(x);
      const article = x === "a" || x === "an";
      if (small !== undefined) {
        const sum = joinedNumber(cur, small, seen && !(cur === 0 && total > 0));
        if (sum === undefined) break;
        cur = sum;
      } else if (x === "hundred" || x === "hundreds") cur = Math.max(cur, 1) * 100;
      else if (this.scale(x) > 0 && (seen || (x !== "k" && x !== "m"))) {
        largest = this.scale(x);
        [total, cur] = [total + (cur || 1) * largest, 0];
      } else if (x === "half" && and && cur === 0 && largest > 0) total += largest / 2;
      else if (x === "half" && (and || !seen)) cur += 0.5;
      else if (article && ((next === "half" && and) || (!seen && this.countable(next)))) continue;
      else if ((article || x === "of") && seen && (this.scale(next) > 0 || next === "hundred" || next === "dozen")) continue;
      else if (x === "of" && w[i - 1] === "couple") {
        used = i + 1;
        continue;
      } else if (x === "and" && seen) {
        and = true;
        continue;
      } else break;
      [seen, used, and] = [true, i + 1, false];
    }
    return [total + cur, used];
  }

  // amountAt reads a number at the start of words, with its digits.
  amountAt(w) {
    const [v, n] = this.number(w);
    if (n === 0 || !isFinite(v)) return [null, 0];
    if (w[n] === "point") {
      let part = "";
      let used = 0;
      for (const word of w.slice(n + 1)) {
        const d = this.addend(word) ?? figuresOf(word);
        if (d === undefined || d !== Math.trunc(d) || (d > 9 && used > 0)) break;
        part += BigInt(d);
        used++;
      }
      if (used && v === Math.trunc(v)) return [decimalOf(`${BigInt(v)}.${part}`), n + 1 + used];
    }
    return [(n === 1 && decimalOf(w[0])) || decimalOf(v.toExponential(14)), n];
  }

  currencyAt(w) {
    const { currencies } = this.lexicon;
    for (let n = Math.min(this.longestCurrency, w.length); n > 0; n--) {
      const name = w.slice(0, n).join(" ");
      if (has(currencies, name)) return [currencies[name], n];
    }
    return ["", 0];
  }

  currency(text) {
    const said = compared(text).replace(/[ .,!?]+$/, "");
    const w = dropLeading(split(said, plainDigits), ["the", "der", "die", "el", "la", "le", "les", "o", "os", "en", "em", "in"]);
    const [, n] = this.currencyAt(w);
    return n > 0 && n === w.length;
  }

  money(text) {
    const canonical = /^-?\d+(?:\.\d\d|\.\d{4,})?(?: ([A-Z]{3,4}))?$/.exec(text);
    if (canonical && (!canonical[1] || this.lexicon.codes.includes(canonical[1]))) return true;
    let w = dropLeading(this.amountWords(text), this.lexicon.hedges);
    let negative = w[0] === "-" || w[0] === "minus";
    if (negative) w = w.slice(1);
    const [code, n] = this.currencyAt(w);
    w = w.slice(n);
    if (!negative && n > 0 && w[0] === "-") {
      negative = true;
      w = w.slice(1);
    }
    const [amount, used] = this.amountAt(w);
    if (used === 0) {
      if (code || negative || w.length < 2 || (w[0] !== "a" && w[0] !== "an")) return false;
      return this.currencyAt(w.slice(1))[1] === w.length - 1; // a dollar
    }
    w = w.slice(used);
    if (w.length === 1 && !code && this.isMinor(w[0])) return true;
    return this.unitsAndCents(amount, code, w);
  }

  isMinor(word) {
    return has(this.lexicon.minor, word);
  }

  // unitsAndCents reads what follows an amount: its currency, and parts of its unit.
  unitsAndCents(amount, code, w) {
    if (w.length > 1 && w[0] === "of") w = w.slice(1);
    const [after, n] = this.currencyAt(w);
    if (n === 0 || (code && code !== after && code !== "USD")) return w.length === 0;
    w = w.slice(n);
    if (w[0] === "and") w = w.slice(1);
    if (!w.length) return true;
    const [parts, used] = this.amountAt(w);
    w = w.slice(used);
    const places = this.lexicon.parts[after] ?? 2;
    if (used === 0 || parts.digits.length + parts.exponent > places || parts.exponent < 0 || amount.exponent < 0) return false;
    return w.length === 0 || (w.length === 1 && ((places === 2 && this.isMinor(w[0])) || (places === 3 && w[0] === "fils")));
  }

  dayWords(phrase) {
    return this.inEnglish(split(compared(phrase), plainDigits).filter((x) => x !== ","));
  }

  date(text) {
    const t = this.day(text);
    return t !== null && hasYear(t);
  }

  day(text) {
    const said = compared(text).replace(/[ .,!?]+$/, "");
    const t = iso(said) ?? this.numericDate(said);
    if (t !== null) return t;
    for (let w = this.dayWords(text); w.length; w = w.slice(1)) {
      const t = this.dayOfWords(w);
      if (t !== null) return t;
      if (w.length < 2 || !this.lexicon.leading.includes(w[0])) break;
    }
    return null;
  }

  dayOfWords(w) {
    if (!w.length) return null;
    return this.calendarDate(w) ?? this.relativeDate(w);
  }

  // numericDate reads 3/14 and 3/14/2025, also with points or hyphens, and 2025/3/14.
  numericDate(s) {
    const space = s.lastIndexOf(" ");
    const [before, last] = [s.slice(0, Math.max(space, 0)), s.slice(space + 1)];
    const together = /^(\d{4})(\d\d)(\d\d)$/.exec(last);
    const t = together && dayIs(...together.slice(1).map(Number));
    if (t !== null) return before ? null : t;
    const m = /^(\d{1,4})([/.-])(\d{1,2})(?:([/.-])(\d{1,4})?)?$/.exec(last);
    if (!m || !this.saysNothing(before)) return null;
    const [, first, mark, , second, year = ""] = m;
    let [a, b, y] = [Number(first), Number(m[3]), Number(year)];
    if (first.length === 4) return second === mark && year.length <= 2 && year ? dayIs(a, b, y) : null;
    if (first.length === 3 || year.length === 1 || year.length === 3 || (year && second !== mark) || (!year && mark !== "/")) return null;
    if (year.length === 2) y += 2000;
    const on = (d, m) => (year ? dayIs(y, m, d) : this.inSomeYear(m, d));
    if (mark !== "." && !this.lexicon.day_first) [a, b] = [b, a];
    return on(a, b) ?? (mark !== "." ? on(b, a) : null);
  }

  saysNothing(before) {
    return this.dayWords(before).every((word) => has(this.lexicon.weekdays, word) || this.lexicon.leading.includes(word));
  }

  // inSomeYear is a day without a year, as the parameter prefers.
  inSomeYear(m, d) {
    if (!this.prefer || m < 1 || m > 12 || d < 1 || d > 31) return dayIs(yearOf(this.ref), m, d);
    return this.preferred(9, (n) => dayIs(yearOf(this.ref) + n, m, d));
  }

  inSomeMonth(d) {
    const on = (n) => {
      const first = dateOf(yearOf(this.ref), monthOf(this.ref) + n, 1);
      return dayIs(yearOf(first), monthOf(first), d);
    };
    return this.prefer ? this.preferred(3, on) : on(0);
  }

  preferred(most, on) {
    const step = this.prefer === "past" ? -1 : 1;
    for (let n = 0; n < most; n++) {
      const t = on(n * step);
      if (t !== null && (t === this.ref || t > this.ref === step > 0)) return t;
    }
    return null;
  }

  // dayNumber reads "3", "3rd", "third", "twenty first": [day, how many words it is].
  dayNumber(w) {
    const { ordinals } = this.lexicon;
    if (!w.length) return [0, 0];
    const n = integerOf(w[0]);
    if (n >= 1 && n <= 31) return [n, /^(st|nd|rd|th)$/.test(w[1]) ? 2 : 1];
    if (has(ordinals, `${w[0]} ${w[1]}`)) return [ordinals[`${w[0]} ${w[1]}`], 2];
    return has(ordinals, w[0]) ? [ordinals[w[0]], 1] : [0, 0];
  }

  month(word) {
    return has(this.lexicon.months, word) ? this.lexicon.months[word] : 0;
  }

  weekday(word) {
    return has(this.lexicon.weekdays, word) ? this.lexicon.weekdays[word] : undefined;
  }

  calendarDate(w) {
    const { holidays, ordinals } = this.lexicon;
    const holiday = w.join(" ");
    if (has(holidays, holiday)) return this.inSomeYear(...holidays[holiday]);
    if (w.length > 3 && w[1] === "month" && (w[0] === "next" || w[0] === "this")) w = [...dropLeading(w.slice(2), ["on", "the"]), "of", w[0], "month"];
    if (this.weekday(w[0]) !== undefined && w.length > 2) w = w.slice(w[1] === "the" ? 2 : 1);
    if (this.month(w[0])) {
      const rest = w.slice(w[1] === "the" ? 2 : 1);
      const [d, used] = this.dayNumber(rest);
      return this.inYear(d, this.month(w[0]), rest.slice(used));
    }
    const [d, used] = this.dayNumber(w);
    const rest = dropLeading(dropLeading(w.slice(used), ["of"]), ["the"]);
    if (d === 0) return null;
    if (!rest.length) return used === 2 || has(ordinals, w[0]) ? this.inSomeMonth(d) : null;
    if (rest.at(-1) === "month") return this.inMonth(d, rest.slice(0, -1));
    return this.inYear(d, this.month(rest[0]), rest.slice(1));
  }

  inMonth(d, which) {
    const n = which.length ? { last: -1, the: 0, this: 0, next: 1, coming: 1 }[which[0]] : 0;
    if (n === undefined || which.length > 1) return null;
    const first = dateOf(yearOf(this.ref), monthOf(this.ref) + n, 1);
    return dayIs(yearOf(first), monthOf(first), d);
  }

  inYear(d, m, rest) {
    if (d === 0 || m === 0) return null;
    rest = dropLeading(rest, ["of", "the", "in"]);
    if (!rest.length) return this.inSomeYear(m, d);
    const y = integerOf(rest[0]);
    if (rest.length === 1) return y >= 1900 && y < 2200 ? dayIs(y, m, d) : null;
    const n = { last: -1, this: 0, next: 1, coming: 1 }[rest[0]];
    return rest.length === 2 && n !== undefined && rest[1] === "year" ? dayIs(yearOf(this.ref) + n, m, d) : null;
  }

  relativeDate(w) {
    const { ref } = this;
    const s = w.join(" ");
    if (has(this.lexicon.around, s)) return ref + this.lexicon.around[s];
    if (s === "next month") return dateOf(yearOf(ref), monthOf(ref) + 1, 1);
    const end = { "month end": "month", eom: "month", "last day of the month": "month", "last of the month": "month", eow: "week", eoy: "year", "year end": "year" };
    if (has(end, s)) return this.edge(["end", "of", end[s]]);
    return this.weekdayDate(w) ?? this.weekend(w.length > 1 && w[0] === "at" ? w.slice(1) : w) ?? this.fromAnother(w) ?? this.countedDate(w) ?? this.nthWeekday(w) ?? this.edge(w);
  }

  nthWeekday(w) {
    if (w.length < 4 || (w[2] !== "of" && w[2] !== "in")) return null;
    const d = this.weekday(w[1]);
    const n = has(this.lexicon.ordinals, w[0]) ? this.lexicon.ordinals[w[0]] : 0;
    const month = dropLeading(w.slice(3), ["the"]);
    if (d === undefined || n > 4 || (n === 0 && w[0] !== "last")) return null;
    let first;
    if (month.length === 1 && this.month(month[0])) first = this.inSomeYear(this.month(month[0]), 1);
    else if (month.at(-1) === "month" && month.length < 3) first = dateOf(yearOf(this.ref), monthOf(this.ref) + ({ next: 1, coming: 1, last: -1 }[month[0]] ?? 0), 1);
    else return null;
    return n === 0 ? nextWeekday(addDate(first, 1, -8), d, false) : nextWeekday(first, d, true) + 7 * (n - 1);
  }

  weekdayDate(w) {
    const { ref } = this;
    const { last, part_of_day: parts } = this.lexicon;
    let which = "";
    if (w.length > 2 && w[1] === "week" && (w[0] === "next" || w[0] === "last")) w = [...dropLeading(w.slice(2), ["on", "the"]), w[0], "week"];
    if (w.length > 2 && w[0] === "this" && w[1] === "coming") w = w.slice(1);
    if (w.length > 1 && ["this", "coming", "upcoming", "next", ...last].includes(w[0])) [which, ...w] = w;
    const d = this.weekday(w[0]);
    if (d === undefined) return null;
    const inWeek = monday(ref) + ((d + 6) % 7);
    const rest = w.slice(1).join(" ").replace(/^of /, "").replace(/^the /, "");
    if (rest && !parts.includes(rest)) {
      if (which && !(rest === "coming" && which === "this")) return null;
      const day = { "last week": inWeek - 7, "this week": inWeek, week: nextWeekday(ref, d) + 7, fortnight: nextWeekday(ref, d) + 14, "after next": inWeek + 14 };
      if (has(day, rest)) return day[rest];
      if (rest === "next week" || rest === "next") which = "next";
      else if (rest === "coming" || rest === "this") which = "coming";
      else return null;
    }
    if (which === "next") return inWeek + 7;
    return nextWeekday(last.includes(which) || (!which && this.prefer === "past") ? ref - 8 : ref, d);
  }

  // weekend returns the saturday of a weekend.
  weekend(w) {
    const saturday = monday(this.ref) + 5;
    const s = w.join(" ");
    if (/^((this |coming |this coming |upcoming )?weekend)$/.test(s)) return saturday - (this.prefer === "past" && s === "weekend" ? 7 : 0);
    if (s === "next weekend" || s === "weekend next week") return saturday + 7;
    if (s === "weekend after next") return saturday + 14;
    return w.length === 2 && this.lexicon.last.includes(w[0]) && w[1] === "weekend" ? saturday - 7 : null;
  }

  // fromAnother reads days that count from another day: "a week from monday".
  fromAnother(w) {
    let [n, unit, used] = this.counted(w);
    if (used === 0 && (w[0] === "day" || w[0] === "week")) [n, unit, used] = [1, w[0], 1];
    if (used === 0 || used >= w.length) return null;
    let how = w[used];
    if (how === "tomorrow" || this.weekday(how) !== undefined) [how, w, used] = ["", ["", ...w.slice(used)], 0];
    if (how !== "" && how !== "before" && how !== "from" && how !== "after" && how !== "on") return null;
    if (used + 1 === w.length) return null;
    const t = this.dayOfWords(dropLeading(w.slice(used + 1), ["the"]));
    return t === null ? null : shift(t, how === "before" ? -n : n, unit);
  }

  // countedDate reads "in two weeks", "3 days from now", "a week ago".
  countedDate(w) {
    const within = w[0] === "in" || w[0] === "within";
    if (within) w = dropLeading(w.slice(1), ["about", "around"]);
    const [n, unit, used] = this.counted(w);
    if (used === 0) return null;
    const rest = w.slice(used).join(" ");
    if (rest === "" ? within : /^(from now|from today|later|time|hence|today|on)$/.test(rest)) return shift(this.ref, n, unit);
    return /^(ago|back|before|earlier)$/.test(rest) ? shift(this.ref, -n, unit) : null;
  }

  // counted reads "two weeks", "a month", "10 days": [number, unit, how many words it is].
  counted(w) {
    const none = [0, "", 0];
    if (w.length < 2) return none;
    if (w.slice(0, 3).join(" ") === "half a year") return [6, "month", 3];
    let [v, used] = this.number(w);
    if (used === 0 && /^(a|an|one)$/.test(w[0])) [v, used] = [1, 1];
    if (used === 0 || used >= w.length || v !== Math.trunc(v) || v > 5000) return none;
    const unit = w[used].replace(/['s]+$/, "");
    if (unit === "fortnight") return [2 * v, "week", used + 1];
    return /^(day|week|month|quarter|year)$/.test(unit) ? [v, unit, used + 1] : none;
  }

  // edge reads the first or last day of a stretch: "end of the month".
  edge(w) {
    const { ref } = this;
    const start = w[0] === "start" || w[0] === "beginning";
    if (w.length < 3 || w[1] !== "of") return null;
    const m = this.month(w[2]);
    if (m && w.length === 3 && (start || w[0] === "end")) {
      const first = this.inSomeYear(m, 1);
      return start ? first : addDate(first, 1, -1);
    }
    let n = 0;
    let unit = w.slice(2);
    const shifts = { the: 0, this: 0, next: 1, coming: 1, last: -1 };
    if (has(shifts, unit[0])) [n, unit] = [shifts[unit[0]], unit.slice(1)];
    const p = unit.length === 1 ? whole(ref, unit[0], n) : null;
    if (!p || !(start || w[0] === "end")) return null;
    if (start) return p[0];
    return unit[0] === "week" ? nextWeekday(n ? p[0] : ref, 5, true) : p[1];
  }

  period(text) {
    const said = compared(text).replace(/[ .,!?]+$/, "");
    if (/^\d{4}(-(0[1-9]|1[0-2]))?$/.test(said) || iso(said) !== null) return true;
    const ends = said.split("/");
    if (ends.length === 2 && iso(ends[0]) !== null && iso(ends[1]) !== null && iso(ends[0]) <= iso(ends[1])) return true;
    const p = this.stretch(dropLeading(this.dayWords(text), ["for", "in", "during", "of", "the", "over", "within", "month", "whole", "entire", "on"]));
    return (p !== null && p.every(hasYear)) || this.date(text);
  }

  stretch(w) {
    if (!w.length) return null;
    if (w.length > 1 && w.at(-1) === "month" && this.month(w[0])) w = w.slice(0, -1);
    return this.namedPeriod(w) ?? this.thisOrLast(w) ?? this.rangePeriod(w);
  }

  // namedPeriod reads months, quarters and years.
  namedPeriod(w) {
    const { ref, prefer } = this;
    let y;
    const v = w.length && w.at(-1).length === 4 ? integerOf(w.at(-1)) : 0;
    const of = () => { if (w.at(-1) === "of") w = w.slice(0, -1); };
    if (v >= 1900 && v < 2200) [y, w] = [v, w.slice(0, -1)];
    of();
    if (w.length >= 2 && !y && w.at(-1) === "year" && (w.at(-2) === "last" || w.at(-2) === "this")) {
      y = yearOf(ref) - (w.at(-2) === "last" ? 1 : 0);
      w = w.slice(0, -2);
      of();
    }
    if (!w.length) return y ? monthSpan(y, 1, 12) : null;
    const m = this.month(w[0]);
    if (m && w.length === 1) {
      const other = prefer === "future" ? (m < monthOf(ref) ? 1 : 0) : m > monthOf(ref) ? -1 : 0;
      return monthSpan(y ?? yearOf(ref) + other, m, 1);
    }
    const q = ["q 1|first quarter|1 st quarter|quarter 1|quarter one", "q 2|second quarter|2 nd quarter|quarter 2|quarter two", "q 3|third quarter|3 rd quarter|quarter 3|quarter three", "q 4|fourth quarter|4 th quarter|quarter 4|quarter four"]
      .findIndex((names) => names.split("|").includes(w.join(" "))) + 1;
    return q ? monthSpan(y ?? yearOf(ref) + (prefer === "future" && 3 * q < monthOf(ref) ? 1 : 0), 3 * q - 2, 3) : null;
  }

  // thisOrLast reads "this month", "last year", "the past two weeks", "year to date".
  thisOrLast(w) {
    const { ref } = this;
    const s = w.join(" ");
    if (/^(year to date|ytd|so far this year|this year so far|beginning of the year)$/.test(s)) return [dateOf(yearOf(ref), 1, 1), ref];
    if (/^(month to date|so far this month|this month so far)$/.test(s)) return [dateOf(yearOf(ref), monthOf(ref), 1), ref];
    if ((s === "weekend" || s === "this weekend") && this.prefer !== "future") return this.thisOrLast(["last", "weekend"]);
    const saturday = this.weekend(w);
    if (saturday !== null) return [saturday, saturday + 1];
    if (w.length < 2) return null;
    const last = this.lexicon.last.includes(w[0]);
    const next = w[0] === "next" || w[0] === "coming";
    if (w.length === 2 && (last || next || w[0] === "this" || w[0] === "current")) return whole(ref, w[1], last ? -1 : next ? 1 : 0);
    if (!next && !last) return null;
    const [n, unit, used] = this.counted(w.slice(1));
    if (used !== w.length - 1 || n === 0) return null;
    const [y, m] = [yearOf(ref), monthOf(ref)];
    if (next) return unit === "month" ? monthSpan(y, m + 1, n) : unit === "year" ? monthSpan(y + 1, 1, 12 * n) : [ref + 1, shift(ref, n, unit)];
    if (unit === "month") return [dateOf(y, m - n, 1), dateOf(y, m, 0)];
    return unit === "year" ? monthSpan(y - n, 1, 12 * n) : [shift(ref, -n, unit) + 1, ref];
  }

  // rangePeriod reads "since january", "from january to march".
  rangePeriod(w) {
    if (w[0] === "since" && w.length > 1) {
      const p = this.bound(w.slice(1));
      return p && p[0] <= this.ref ? [p[0], this.ref] : null;
    }
    if (w[0] === "from" || w[0] === "between") w = w.slice(1);
    const i = w.findIndex((x, i) => i > 0 && i < w.length - 1 && /^(to|and|through|until|till|thru)$/.test(x));
    if (i < 0) return null;
    let a = this.bound(w.slice(0, i));
    let b = this.bound(w.slice(i + 1));
    const [d, used] = this.dayNumber(w.slice(0, i));
    if (used === i && b) {
      const from = dayIs(yearOf(b[0]), monthOf(b[0]), d);
      a = from === null ? null : [from];
    }
    if (!a || !b) return null;
    let [from] = a;
    let [, to] = b;
    if (this.weekday(w.at(-1)) !== undefined && from > to) to += 7;
    const y = integerOf(w[i - 1]);
    while (from > to && (y === undefined || y < 100) && yearOf(from) > 0) from = addDate(from, -12, 0);
    return from > to ? null : [from, to];
  }

  // bound reads one end of a range: a period or a day.
  bound(w) {
    const p = this.namedPeriod(w) ?? this.thisOrLast(w);
    if (p) return p;
    const t = this.dayOfWords(dropLeading(w, this.lexicon.leading));
    return t === null ? null : [t, t];
  }
}

// joinedNumber adds the value of a word to that of the words before it, undefined where the
// word begins a second number.
function joinedNumber(cur, v, seen) {
  const tail = cur % 100;
  if (!seen) return cur + v;
  if (v === 12 && cur > 0 && cur < 12) return cur * 12;
  if ((v < 10 && cur >= 20 && tail >= 20 && cur % 10 === 0) || (v < 100 && cur >= 100 && tail === 0)) return cur + v;
  return v >= 10 && cur > 0 && cur < 100 ? cur * 100 + v : undefined;
}

// whole is the week, month, quarter or year n after the one that a day is in.
function whole(ref, unit, n) {
  const [y, m] = [yearOf(ref), monthOf(ref)];
  const week = monday(ref) + 7 * n;
  const spans = { week: [week, week + 6], month: monthSpan(y, m + n, 1), quarter: monthSpan(y, Math.floor((m - 1) / 3) * 3 + 1 + 3 * n, 3), year: monthSpan(y + n, 1, 12) };
  return has(spans, unit) ? spans[unit] : null;
}

const freeText = (s) => fold(s).replace(/[ .,!?;:]+$/, "");

// fitting returns the function that says whether words are a value of a quote: its format,
// or free text within lengths.
export function fitting({ format, prefer, shortest = 0, longest = Infinity }, lexicon, day) {
  if (format === "contact") return (s) => freeText(s) !== "";
  if (!format) {
    return (s) => {
      const n = [...freeText(s)].length;
      return n > 0 && n >= shortest && n <= longest;
    };
  }
  const reader = new Reader(lexicon, iso(day), prefer);
  return (s) => reader[format](s);
}
