// Make the pages that the tests open, with slmkit itself and predictions that are made up here.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// hostile is an answer that must stay text.
export const hostile = `</script><img src=x onerror="document.title='broken'">`;

// random returns numbers from 0 to 1, the same ones in every run.
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

// answers makes a prediction for each example, of which a share is wrong in one of several ways.
function answers(examples, share, seed) {
  const next = random(seed);
  const wrong = [
    () => "none()",
    (e) => e.target.replace(/"[^"]*"/, '"something else"'),
    (e) => e.target.replace(/\([^)]*\)/, "()"),
    () => examples[Math.floor(next() * examples.length)].target,
    (e) => e.target.slice(0, -1),
    () => hostile,
  ];
  return examples.map((e) => {
    const bad = next() < share;
    const output = bad ? wrong[Math.floor(next() * wrong.length)](e) : e.target;
    const confidence = bad ? next() * 0.95 : 1 - next() ** 3 * 0.6;
    return { id: e.id, output, confidence: Number(confidence.toFixed(5)), latency_ms: Number((2 + 20 * next() ** 4).toFixed(3)) };
  });
}

const lines = (rows) => rows.map((r) => JSON.stringify(r)).join("\n") + "\n";

// makePages writes small.html, comparison.html and large.html, which has n examples, into a folder.
export function makePages(slmkit, folder, n) {
  const run = (...args) => execFileSync(slmkit, [...args, "-q"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  const read = (name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n");
  run("generate", "banking", "-n", "6000", "--seed", "1", "-o", "small");
  const examples = read("small/test.jsonl").map(JSON.parse);
  writeFileSync(join(folder, "base.jsonl"), lines(answers(examples, 0.15, 1)));
  writeFileSync(join(folder, "new.jsonl"), lines(answers(examples, 0.12, 2)));
  run("eval", "small/test.jsonl", "base.jsonl", "--json", "base.json");
  run("eval", "small/test.jsonl", "new.jsonl", "--json", "new.json");
  writeFileSync(join(folder, "gate.yaml"), "rules: [exact_match >= 0.5, invalid_rate <= 0.5]\n");
  run("gate", "gate.yaml", "new.json", "--json", "verdict.json");
  run("eval", "small/test.jsonl", "new.jsonl", "--train", "small/train.jsonl", "--with", "base.json,verdict.json", "--html", "small.html");
  run("compare", "small/test.jsonl", "base=base.jsonl", "new=new.jsonl", "--html", "comparison.html");
  run("generate", "banking", "-n", String(Math.round(1.3 * n)), "--seed", "3", "-o", "large");
  const many = read("large/train.jsonl").slice(0, n);
  writeFileSync(join(folder, "large.jsonl"), many.join("\n") + "\n");
  writeFileSync(join(folder, "large.predictions.jsonl"), lines(answers(many.map(JSON.parse), 0.1, 3)));
  run("eval", "large.jsonl", "large.predictions.jsonl", "--actions", "large/actions.json", "--html", "large.html");
}
