// What the page asks, answered by the server that it came from.

import { correction } from "./correct.js";
import { explanation } from "./explain.js";
import { programs } from "./programs.js";

const tries = 4; // of a request for which the server had no room

// ask sends a request. Where the server wants a key, the person is asked for one, once.
async function ask(path, body, left = tries) {
  const headers = { "Content-Type": "application/json" };
  const key = sessionStorage.getItem("key");
  if (key) headers.Authorization = `Bearer ${key}`;
  const answer = await fetch(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers }).catch(() => {
    throw new Error("The server does not answer. Is it running?");
  });
  if (answer.status === 401) {
    if (key === sessionStorage.getItem("key")) { // not if it was just given to another request
      const given = prompt(key ? "The server does not know this key. Another one:" : "The server asks for a key:");
      if (!given) throw new Error("The server asks for a key.");
      sessionStorage.setItem("key", given);
    }
    return ask(path, body, left);
  }
  if (answer.status === 429 && left > 1) {
    await new Promise((later) => setTimeout(later, Number(answer.headers.get("Retry-After-Ms") ?? 1000)));
    return ask(path, body, left - 1);
  }
  const got = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(got.error?.message ?? `The server says ${answer.status} ${answer.statusText}.`);
  return got;
}

let models, feedback, explains; // what the server has and does

// actions are those of a model with what the page has to know of their parameters.
async function actions(model) {
  const { tools } = await ask(`v1/actions?model=${encodeURIComponent(model)}`);
  return tools.map(({ function: { name, parameters: p } }) => ({
    name,
    parameters: Object.entries(p?.properties ?? {}).map(([name, { type, enum: values, description }]) => ({
      name, type, description, values: values ?? (type === "boolean" ? ["true", "false"] : undefined), needed: p.required?.includes(name),
    })),
  }));
}

export const backend = {
  note: "The server of this page answers. It is the one that programs ask.",

  async models() {
    ({ models, feedback, explains } = await ask("readyz?verbose"));
    return models.map((m) => ({ ...m, points: m.operating_points ?? [] }));
  },

  // answer asks for all that there is, or briefly: a model without actions has nothing to rank.
  answer(text, { model, brief }) {
    const ranks = models.find((m) => m.name === model).actions > 0;
    return ask("v1/parse", brief ? { text, model } : { text, model, explain: explains, ...(ranks && { alternatives: 2 }) });
  },

  beneath: ({ text, answers }) => {
    const [{ model, a }] = answers;
    return [
      ...(a.explanation ? [explanation(a.explanation, answers)] : []),
      ...(feedback && model.actions ? [correction({ text, model: model.name, answer: a, actions: () => actions(model.name), keep: (record) => ask("v1/feedback", record) })] : []),
      programs({ text, model: model.name, only: models.length === 1, key: sessionStorage.getItem("key") !== null }),
    ];
  },
};
