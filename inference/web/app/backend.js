// What the page asks, answered by the engine in this browser.

import { Engine } from "./engine.js";

const read = async (name) => {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${answer.statusText}`);
  return answer.arrayBuffer().then((b) => new Uint8Array(b));
};

let engine;
const loaded = () => (engine ??= Engine.load(read));

export const backend = {
  note: "The model runs in this browser. No prompt leaves it.",
  offline: true, // a service worker keeps the files

  // models lists what answers: the one model of the bundle.
  async models() {
    const { about } = await loaded();
    return [{ name: about.name, precision: about.precision, hash: about.hash, points: about.operating_points ?? [] }];
  },

  // answer answers a prompt: see Engine.answer.
  async answer(text, options) {
    return (await loaded()).answer(text, options);
  },
};
