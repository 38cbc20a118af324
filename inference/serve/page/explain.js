// Why an answer is as it is: what the templates of a pack make of the prompt.

import { code, make, percent } from "./elements.js";

// where is a template with its place.
const where = (t) => [make("p", { className: "soft" }, t.template), code("template", t.text)];

function read({ pack, templates: [first, ...others] }, answers) {
  const agree = answers.every(({ a }) => a.output === first.target);
  return [
    make("p", {}, `A template of ${pack} writes this prompt. It asks for `, make("code", {}, first.target), agree ? ", as the answer does." : ", unlike the answer."),
    ...where(first),
    ...others.map((t) => make("p", { className: "soft" }, `${t.template} writes it, too`, ...(t.target === first.target ? [] : [", and asks for ", make("code", {}, t.target)]))),
  ];
}

function nearest({ pack, templates }) {
  if (!templates.length) return [make("p", {}, `No template of ${pack} writes this prompt, and none is near to it.`)];
  return [
    make("p", {}, `No template of ${pack} writes this prompt. The nearest:`),
    ...templates.flatMap((t) => [make("p", { className: "soft" }, `${t.template} of ${t.action}, ${percent(t.nearness)} near`), code("template", t.text)]),
  ];
}

// explanation is a section about a prompt and the answers of models to it.
export function explanation(x, answers) {
  return make("section", { className: "part", "aria-label": "Templates" },
    make("h2", {}, "Templates"),
    ...(x.read ? read(x, answers) : nearest(x)),
    ...(x.unseen ? [make("p", {}, `The vocabulary of the model lacks ${x.unseen.join(" ")}`)] : []));
}
