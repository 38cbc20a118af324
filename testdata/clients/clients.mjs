// Holds slmkit serve to clients in JavaScript: OpenAI's, and the AI SDK.
//
//   node clients.mjs URL MODULES
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [url, modules] = process.argv.slice(2)
const require = createRequire(pathToFileURL(modules + '/'))
const load = (name) => import(pathToFileURL(require.resolve(name)))

const { default: OpenAI } = await load('openai')
const { generateText, streamText, tool, stepCountIs } = await load('ai')
const { createOpenAICompatible } = await load('@ai-sdk/openai-compatible')
const { z } = await load('zod')

const prompt = 'send fifty bucks to my landlord'
const want = { amount: '50 USD', recipient: 'my landlord' }

const client = new OpenAI({ baseURL: url + '/v1', apiKey: 'none' })
const tools = [{ type: 'function', function: { name: 'transfer_money', parameters: { type: 'object', properties: { amount: { type: 'string' }, recipient: { type: 'string' } } } } }]
const answer = await client.chat.completions.create({ model: 'banking', messages: [{ role: 'user', content: prompt }], tools })
assert.deepEqual(JSON.parse(answer.choices[0].message.tool_calls[0].function.arguments), want)
await assert.rejects(client.chat.completions.create({ model: 'banking', messages: [{ role: 'user', content: prompt }], tools, n: 2 }), (e) => e.status === 400 && e.param === 'n')
console.log('openai ok')

const model = createOpenAICompatible({ name: 'slmkit', baseURL: url + '/v1' })('banking')
const calls = []
const ask = () => ({
  model, prompt, stopWhen: stepCountIs(5),
  tools: { transfer_money: tool({ inputSchema: z.object({ amount: z.string(), recipient: z.string() }), execute: async (call) => { calls.push(call); return 'sent' } }) },
})
const whole = await generateText(ask())
assert.deepEqual(calls, [want])
assert.match(whole.text, /sent/)
const stream = streamText(ask())
assert.match(await stream.text, /sent/)
assert.deepEqual(calls, [want, want])
console.log('AI SDK ok')
