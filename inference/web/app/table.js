// A file of prompts in, a table of answers out.

import { at, make, percent, save } from "./elements.js";

const atOnce = 8; // prompts that are being answered
const mostRows = 1000; // of the table: files that are saved have all

// cells are the rows of a table in CSV, whose quoted cells may hold lines.
function cells(content, separator) {
  const rows = [[]];
  for (const [, cell, end] of content.matchAll(new RegExp(`("(?:[^"]|"")*"|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|\\r|$)`, "g"))) {
    rows.at(-1).push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "") break;
    if (end !== separator) rows.push([]);
  }
  return rows.filter((r) => r.some((c) => c.trim()));
}

// fromJSON is the prompt of a line, or what is wrong with it.
function fromJSON(line, i) {
  const id = String(i + 1);
  try {
    const row = JSON.parse(line);
    const text = typeof row === "string" ? row : row?.text;
    if (typeof text !== "string") throw new Error('has no "text"');
    return { id: String(row.id ?? id), text };
  } catch (err) {
    return { id, text: line, error: `line ${id}: ${err.message}` };
  }
}

// prompts are those of a file, [{id, text, error?}]: "text" of JSON Lines or of a JSON list,
// the column text of a table, or a prompt a line.
function prompts(content, name) {
  if (content.includes("\0")) throw new Error(`${name} is no text.`);
  content = content.replace(/^\ufeff/, "");
  if (/^\s*\[/.test(content)) return JSON.parse(content).map((row, i) => fromJSON(JSON.stringify(row), i));
  const lines = content.split(/\r?\n/);
  if (/^\s*\{/.test(content)) return lines.map((l, i) => l.trim() && fromJSON(l, i)).filter(Boolean);
  for (const separator of [",", ";", "\t"]) {
    const [head, ...rows] = cells(content, separator);
    const column = (title) => head?.findIndex((c) => c.trim().toLowerCase() === title) ?? -1;
    if (column("text") >= 0) return rows.map((r, i) => ({ id: r[column("id")] || String(i + 1), text: r[column("text")] ?? "" }));
  }
  if (/\.[ct]sv$/i.test(name)) throw new Error(`${name}: no column of the first line is named text.`);
  return lines.map((text, i) => ({ id: String(i + 1), text: text.trim() })).filter((r) => r.text);
}

// table answers the files that are chosen. It returns a function that draws the answers
// again, for another threshold.
export function table({ chosen, answer, withheld }) {
  let two = []; // the models that answer
  let rows = []; // {id, text, all}, all: an answer for each model
  let run = 0; // counts files, so that a later one ends an earlier one
  const named = (m, alone) => (two.length > 1 ? m.name : alone);
  const outputs = (r) => r.all.map((a) => a.error ?? (withheld(a) ? "none()" : a.output));
  const differs = (r) => new Set(r.all.map((a) => a.error ?? a.output)).size > 1;
  const sure = (a) => (a.confidence == null ? "" : percent(a.confidence));

  function draw() {
    const sorted = [...rows.filter(differs), ...rows.filter((r) => !differs(r))];
    const head = ["Prompt", ...two.flatMap((m) => [named(m, "Call"), "Sure"])];
    at("answers").replaceChildren(
      make("thead", {}, make("tr", {}, ...head.map((t) => make("th", { scope: "col" }, t)))),
      make("tbody", {}, ...sorted.slice(0, mostRows).map((r) => make("tr", { className: differs(r) ? "differs" : "" }, make("td", {}, r.text),
        ...outputs(r).flatMap((output, i) => [make("td", { className: r.all[i].error ? "bad" : "" }, output), make("td", {}, sure(r.all[i]))])))));
  }

  async function answerFile() {
    const [file] = at("file").files;
    if (!file) return;
    const mine = ++run;
    const count = (text) => { if (mine === run) at("counted").textContent = text; };
    [two, rows] = [chosen(), []];
    at("of").textContent = `Answers to ${file.name}`;
    at("table").hidden = false;
    at("downloads").hidden = true;
    draw();
    try {
      const all = prompts(await file.text(), file.name);
      if (!all.length) throw new Error(`${file.name} has no prompts.`);
      const answered = [];
      let next = 0;
      let done = 0;
      await Promise.all(Array.from({ length: atOnce }, async () => {
        while (next < all.length && mine === run) {
          const i = next++;
          const { id, text, error } = all[i];
          answered[i] = { id, text, all: await Promise.all(two.map((m) => (error ? { output: "", error } : answer(text, m, { brief: true })))) };
          count(`${++done} of ${all.length}`);
        }
      }));
      if (mine !== run) return;
      rows = answered;
      draw();
      const bad = rows.filter((r) => r.all.some((a) => a.error)).length;
      count([`${rows.length} prompts`, two.length > 1 && `${rows.filter(differs).length} differ`, bad && `${bad} without an answer`, rows.length > mostRows && `the first ${mostRows} are shown`].filter(Boolean).join(", "));
      offer(file.name.replace(/\.[^.]*$/, ""));
    } catch (err) {
      count(err.message);
    }
  }

  // offer lets the person save the answers: a file for each model, and a table of all.
  function offer(name) {
    const quote = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const csv = () => [["id", "text", ...two.flatMap((m) => [named(m, "output"), `${named(m, "")} confidence`.trim()])],
      ...rows.map((r) => [r.id, r.text, ...outputs(r).flatMap((output, i) => [output, String(r.all[i].confidence ?? "")])])].map((r) => r.map(quote).join(",") + "\r\n").join("");
    const record = (a) => {
      const without = !a.error && withheld(a);
      return without ? { output: "none()", abstained: without, call: { name: "none", arguments: {} }, confidence: a.confidence } : a;
    };
    const lines = (i) => rows.map(({ id, text, all }) => JSON.stringify({ ...record(all[i]), id, text }) + "\n").join("");
    const button = (label, act) => make("button", { type: "button", className: "small", onclick: act }, label);
    at("downloads").hidden = false;
    at("downloads").replaceChildren(button("Save as CSV", () => save(`${name}.answers.csv`, "text/csv", csv())),
      ...two.map((m, i) => button(`Save ${named(m, "")} as JSON Lines`, () => save(`${name}.${named(m, "answers")}.jsonl`, "application/jsonl", lines(i)))));
  }

  at("file").addEventListener("click", () => { at("file").value = ""; }); // the same file may be chosen again
  at("file").addEventListener("change", answerFile);
  return draw;
}
