// Time transformers.js on optimum's files.
//
// usage: node peer_transformers.mjs MODEL PROMPTS.jsonl OUT.jsonl --processes 2 --threads 1 --batch 32 [--precision int8]
//
// As peer_infer.py: the clock runs from texts to texts, loaded and warm, prompts sorted by length; --singles N, --once.
// MODEL has onnx/encoder_model.onnx and onnx/decoder_model_merged.onnx, or those with _int8. Run it beside its node_modules.
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { parseArgs } from "node:util";

const text = { type: "string" };
const { values: o, positionals } = parseArgs({
  allowPositionals: true,
  options: { processes: { ...text, default: "1" }, threads: { ...text, default: "1" }, batch: { ...text, default: "32" }, precision: { ...text, default: "fp32" },
    "max-new-tokens": { ...text, default: "64" }, singles: { ...text, default: "0" }, once: { type: "boolean" }, worker: { type: "boolean" } },
});
const [folder, prompts, out] = positionals;
const limit = Number(o["max-new-tokens"]);
const batch = Number(o.batch);

async function load() {
  const { AutoTokenizer, AutoModelForSeq2SeqLM, env } = await import("@huggingface/transformers");
  const path = resolve(folder);
  env.allowRemoteModels = false;
  env.localModelPath = dirname(path);
  const name = basename(path);
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const session_options = { intraOpNumThreads: Number(o.threads), interOpNumThreads: 1 };
  const model = await AutoModelForSeq2SeqLM.from_pretrained(name, { dtype: o.precision, session_options, device: "cpu" });
  return async (texts, size) => {
    const all = [];
    for (let at = 0; at < texts.length; at += size) {
      const ids = await model.generate({ ...tokenizer(texts.slice(at, at + size), { padding: true }), max_new_tokens: limit, do_sample: false });
      tokenizer.batch_decode(ids, { skip_special_tokens: true });
      for (const row of ids.tolist()) all.push(row.slice(1).map(Number).filter((t) => t > 1));
    }
    return all;
  };
}

const read = () => readFileSync(prompts, "utf-8").trim().split("\n").map((line) => JSON.parse(line).text);

if (o.worker) {
  const answer = await load();
  process.on("message", async ({ texts, warm }) => {
    const tokens = await answer(texts, batch);
    process.send({ tokens, warm, mb: process.resourceUsage().maxRSS * 1024 / 1e6 });
  });
  process.send({ loaded: true });
} else if (o.once) {
  await (await load())(read().slice(0, 1), 1);
  process.exit(0);
} else if (Number(o.singles) > 0) {
  const answer = await load();
  const texts = read();
  const times = [];
  await answer(texts.slice(0, 3), 1);
  for (const one of texts.slice(0, Number(o.singles))) {
    const began = performance.now();
    await answer([one], 1);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ p50_ms: times[Math.floor(times.length / 2)] }));
  process.exit(0);
} else {
  const texts = read();
  const processes = Number(o.processes);
  const order = texts.map((_, i) => i).sort((a, b) => texts[b].length - texts[a].length);
  const parts = Array.from({ length: processes }, (_, k) => order.filter((_, i) => i % processes === k));
  const workers = parts.map(() => fork(process.argv[1], [...process.argv.slice(2), "--worker"]));
  const next = (w) => new Promise((done, fail) => { w.once("message", done); w.once("exit", fail); });
  await Promise.all(workers.map(next));
  const send = (cut, warm) => Promise.all(workers.map((w, k) => {
    const got = next(w);
    w.send({ texts: parts[k].slice(0, cut).map((i) => texts[i]), warm });
    return got;
  }));
  await send(2 * batch, true);
  const began = performance.now();
  const found = await send(texts.length, false);
  const took = (performance.now() - began) / 1000;
  const tokens = [];
  found.forEach((f, k) => f.tokens.forEach((row, i) => { tokens[parts[k][i]] = row; }));
  writeFileSync(out, texts.map((t, i) => JSON.stringify({ text: t, tokens: tokens[i] }) + "\n").join(""));
  console.log(JSON.stringify({ prompts_per_s: texts.length / took, mb: found.reduce((sum, f) => sum + f.mb, 0) }));
  process.exit(0);
}
