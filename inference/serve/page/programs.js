// How programs ask what the page has asked.

import { code, make } from "./elements.js";

const quoted = (text) => JSON.stringify(text);
const shell = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

// examples are programs, [{name, text}]. Those of a server with keys take one from $SLMKIT_KEY.
export function examples({ text, model, only, key }) {
  const url = new URL("v1/parse", location).href;
  const body = quoted(only ? { text } : { text, model });
  return [
    { name: "curl", text: `curl ${url} -H 'Content-Type: application/json' ${key ? `-H "Authorization: Bearer $SLMKIT_KEY" ` : ""}-d ${shell(body)}` },
    { name: "Python", text: `import json, ${key ? "os, " : ""}urllib.request

headers = {"Content-Type": "application/json"${key ? `, "Authorization": "Bearer " + os.environ["SLMKIT_KEY"]` : ""}}
request = urllib.request.Request(${quoted(url)}, json.dumps(${body}).encode(), headers)
print(json.load(urllib.request.urlopen(request))["output"])` },
    { name: "JavaScript", text: `const headers = { "Content-Type": "application/json"${key ? ", Authorization: `Bearer ${process.env.SLMKIT_KEY}`" : ""} };
const answer = await fetch(${quoted(url)}, { method: "POST", headers, body: JSON.stringify(${body}) });
console.log((await answer.json()).output);` },
    { name: "Python with openai", text: `${key ? "import os\n\n" : ""}from openai import OpenAI

client = OpenAI(base_url=${quoted(new URL("v1", location).href)}, api_key=${key ? `os.environ["SLMKIT_KEY"]` : `"none"`})
answer = client.chat.completions.create(model=${quoted(model)}, messages=[{"role": "user", "content": ${quoted(text)}}])
print(answer.choices[0].message.tool_calls)` },
  ];
}

// copy puts a text on the clipboard, and returns what it has done. Browsers allow it only to
// pages that came over HTTPS or from this machine; elsewhere the text is selected.
async function copy(pre) {
  try {
    await navigator.clipboard.writeText(pre.textContent);
    return "Copied.";
  } catch {
    getSelection().selectAllChildren(pre);
    return "Selected: press Ctrl+C.";
  }
}

let open = false; // whether the person has opened the part

// programs is a part with the programs and a button to copy each.
export function programs(question) {
  const part = make("details", { id: "code", open }, make("summary", {}, "Ask from a program"), ...examples(question).flatMap(({ name, text }) => {
    const pre = code(name, text);
    const button = make("button", { type: "button", className: "small", "aria-label": `Copy ${name}` }, "Copy");
    const said = make("span", { role: "status", className: "soft" });
    button.addEventListener("click", async () => { said.textContent = await copy(pre); });
    return [make("div", { className: "row" }, make("h3", {}, name), button, said), pre];
  }));
  part.addEventListener("toggle", () => { open = part.open; });
  return part;
}
