// What transformers.js writes for the prompts of predictions, in Node.js and in browsers.

// compare loads a folder that slmkit package --format transformersjs has written, and
// returns the number of prompts and those whose tokens are others than slmkit infer's.
export async function compare({ AutoModelForSeq2SeqLM, AutoTokenizer, env }, { place, name, dtype, predictions }) {
  Object.assign(env, { allowLocalModels: true, allowRemoteModels: false, localModelPath: place });
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const model = await AutoModelForSeq2SeqLM.from_pretrained(name, { dtype });
  const lines = predictions.split("\n").filter(Boolean);
  const different = [];
  for (const line of lines) {
    const want = JSON.parse(line);
    const ids = await model.generate({ ...tokenizer(want.text), max_new_tokens: 12 });
    const got = ids.tolist()[0].map(Number).slice(1).filter((id) => id !== 1);
    if (JSON.stringify(got) !== JSON.stringify(want.tokens)) different.push({ text: want.text, got, want: want.tokens });
  }
  return { n: lines.length, different };
}

// report says what compare found, and returns the exit code. allowed is how many prompts may be
// answered otherwise.
export function report(where, dtype, { n, different }, allowed = 0) {
  for (const d of different) console.log(JSON.stringify(d));
  console.log(`${where}, ${dtype}: ${n} prompts, ${different.length} answered otherwise, at most ${allowed} may be`);
  return n > 0 && different.length <= allowed ? 0 : 1;
}
