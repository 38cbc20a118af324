// What the page asks, answered by the server that it came from.

// ask sends a request. Where the server wants a key, the person is asked for one, once.
async function ask(path, body) {
  const headers = { "Content-Type": "application/json" };
  const key = sessionStorage.getItem("key");
  if (key) headers.Authorization = `Bearer ${key}`;
  const answer = await fetch(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
  if (answer.status === 401) {
    const given = prompt(key ? "The server does not know this key. Another one:" : "The server asks for a key:");
    if (!given) throw new Error("the server asks for a key");
    sessionStorage.setItem("key", given);
    return ask(path, body);
  }
  const got = await answer.json();
  if (!answer.ok) throw new Error(got.error?.message ?? `${answer.status} ${answer.statusText}`);
  return got;
}

const { models, feedback } = await ask("readyz?verbose");
const quoted = (text) => JSON.stringify(text);
const shell = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

export const backend = {
  note: "The server of this page answers. It is the one that programs ask.",

  async models() {
    return models.map((m) => ({ ...m, points: m.operating_points ?? [] }));
  },

  answer: (text, { model }) => ask("v1/parse", { text, model, alternatives: 2 }),

  async actions(model) {
    const { tools } = await ask(`v1/actions?model=${encodeURIComponent(model)}`);
    return tools.map(({ function: f }) => ({ name: f.name, parameters: Object.keys(f.parameters?.properties ?? {}) }));
  },

  ...(feedback && { feedback: (record) => ask("v1/feedback", record) }),

  programs(text, model) {
    const url = new URL("v1/parse", location).href;
    const body = quoted(models.length > 1 ? { text, model } : { text });
    return [
      { name: "curl", code: `curl ${url} -H 'Content-Type: application/json' -d ${shell(body)}` },
      { name: "Python", code: `import json, urllib.request\n\nrequest = urllib.request.Request(${quoted(url)}, json.dumps(${body}).encode(), {"Content-Type": "application/json"})\nprint(json.load(urllib.request.urlopen(request))["output"])` },
      { name: "JavaScript", code: `const answer = await fetch(${quoted(url)}, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(${body}) });\nconsole.log((await answer.json()).output);` },
      { name: "Python with openai", code: `from openai import OpenAI\n\nclient = OpenAI(base_url=${quoted(new URL("v1", location).href)}, api_key="none")\nanswer = client.chat.completions.create(model=${quoted(model)}, messages=[{"role": "user", "content": ${quoted(text)}}])\nprint(answer.choices[0].message.tool_calls)` },
    ];
  },
};
