"""Holds slmkit serve to clients that people have: OpenAI's, agent kits, Triton's.

    clients.py SLMKIT MODEL MODULES

MODULES is the folder of the packages of clients.mjs, which asks in JavaScript.
"""

import asyncio
import json
import re
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import instructor
import openai
import tritonclient.http
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI
from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

import served

slmkit, folder, modules = sys.argv[1:]
TRANSFER = "send fifty bucks to my landlord"
CALL = {"amount": "50 USD", "recipient": "my landlord"}


def tool(name, **properties):
    parameters = {"type": "object", "properties": {p: {"type": t} for p, t in properties.items()}, "required": [], "additionalProperties": False}
    return {"type": "function", "function": {"name": name, "description": name, "parameters": parameters}}


TOOLS = [tool("transfer_money", amount="string", recipient="string"), tool("check_balance"), tool("freeze_account")]


def refused(kind, do):
    try:
        do()
    except kind as e:
        return e
    raise AssertionError(f"no {kind.__name__}")


def test_openai(url):
    client = openai.OpenAI(base_url=url + "/v1", api_key="none")

    def ask(text=TRANSFER, **more):
        return client.chat.completions.create(model="banking", messages=[{"role": "user", "content": text}], **more)

    def names(answer):
        return [c.function.name for c in answer.choices[0].message.tool_calls or []]

    assert [m.id for m in client.models.list()] == ["banking"]
    a = ask(tools=TOOLS)
    assert a.choices[0].finish_reason == "tool_calls" and a.usage.total_tokens == a.usage.prompt_tokens + a.usage.completion_tokens
    call = a.choices[0].message.tool_calls[0]
    assert call.id and call.type == "function" and json.loads(call.function.arguments) == CALL
    assert ask("freeze my card", tools=TOOLS).choices[0].message.tool_calls[0].function.arguments == "{}"

    # tool_choice, five ways
    assert names(ask(tools=TOOLS, tool_choice="auto")) == ["transfer_money"]
    none = ask(tools=TOOLS, tool_choice="none").choices[0]
    assert none.message.tool_calls is None and none.finish_reason == "stop"
    assert names(ask("tell me a joke", tools=TOOLS, tool_choice="required"))
    named = {"type": "function", "function": {"name": "freeze_account"}}
    assert names(ask(tools=TOOLS, tool_choice=named)) == ["freeze_account"]
    allowed = {"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": [TOOLS[1]]}}
    assert names(ask(tools=TOOLS, tool_choice=allowed)) == ["check_balance"]

    # refusals have OpenAI's form
    e = refused(openai.BadRequestError, lambda: ask(tools=[tool("fly")]))
    assert e.code == "unsupported_tool" and e.param == "tools" and e.type == "invalid_request_error" and "fly" in e.message
    assert refused(openai.BadRequestError, lambda: ask(n=2)).param == "n"
    assert refused(openai.BadRequestError, lambda: ask("")).status_code == 400

    # real log probabilities
    content = ask(tools=TOOLS, logprobs=True).choices[0].logprobs.content
    assert content and all(t.logprob <= 0 and bytes(t.bytes).decode() == t.token for t in content)

    # the pieces of a stream make the answer
    pieces, usage = {}, None
    for chunk in ask(tools=TOOLS, stream=True, stream_options={"include_usage": True}):
        usage = chunk.usage or usage
        for choice in chunk.choices:
            for part in choice.delta.tool_calls or []:
                old = pieces.setdefault(part.index, ["", ""])
                old[0] += part.function.name or ""
                old[1] += part.function.arguments or ""
    assert pieces[0][0] == "transfer_money" and json.loads(pieces[0][1]) == CALL and usage.total_tokens > 0

    # a conversation that goes on: the call and its result are in the history
    messages = [
        {"role": "user", "content": TRANSFER},
        {"role": "assistant", "content": None, "tool_calls": [call.model_dump()]},
        {"role": "tool", "tool_call_id": call.id, "content": "sent"},
    ]
    end = client.chat.completions.create(model="banking", messages=messages, tools=TOOLS).choices[0]
    assert end.message.tool_calls is None and end.message.content == "sent" and end.finish_reason == "stop"
    again = client.chat.completions.create(model="banking", messages=messages + [{"role": "user", "content": "freeze my card"}], tools=TOOLS)
    assert names(again) == ["freeze_account"]


def test_retries(url):
    """OpenAI's client comes again after a 429 when the answer says, and loses nothing."""
    client = openai.OpenAI(base_url=url + "/v1", api_key="none", max_retries=50)
    failed = []

    def ask():
        try:
            a = client.chat.completions.create(model="banking", messages=[{"role": "user", "content": TRANSFER}], tools=TOOLS)
            assert json.loads(a.choices[0].message.tool_calls[0].function.arguments) == CALL
        except Exception as e:
            failed.append(e)

    threads = [threading.Thread(target=ask) for _ in range(60)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failed, failed
    with urllib.request.urlopen(url + "/metrics", timeout=10) as r:
        return len(re.findall(r'code="429"', r.read().decode()))


def test_langchain(url):
    model = ChatOpenAI(base_url=url + "/v1", api_key="none", model="banking")
    for way in ({}, {"tool_choice": "transfer_money"}, {"tool_choice": "any"}):
        [call] = model.bind_tools(TOOLS, **way).invoke([HumanMessage(TRANSFER)]).tool_calls
        assert call["name"] == "transfer_money" and call["args"] == CALL
    whole = None
    for chunk in model.bind_tools(TOOLS).stream([HumanMessage(TRANSFER)]):
        whole = chunk if whole is None else whole + chunk
    assert whole.tool_calls[0]["args"] == CALL


def test_instructor(url):
    class transfer_money(BaseModel):
        amount: str
        recipient: str

    client = instructor.from_openai(openai.OpenAI(base_url=url + "/v1", api_key="none"), mode=instructor.Mode.TOOLS)
    got = client.chat.completions.create(model="banking", messages=[{"role": "user", "content": TRANSFER}], response_model=transfer_money, max_retries=1)
    assert got.model_dump() == CALL


def test_pydantic_ai(url):
    """An agent calls its tool once and ends."""
    calls = []
    agent = Agent(OpenAIChatModel("banking", provider=OpenAIProvider(base_url=url + "/v1", api_key="none")))

    @agent.tool_plain
    def transfer_money(amount: str, recipient: str) -> str:
        calls.append({"amount": amount, "recipient": recipient})
        return "sent"

    result = asyncio.run(agent.run(TRANSFER))
    assert calls == [CALL] and result.output == "sent", (calls, result.output)


def test_triton(url):
    import numpy as np

    client = tritonclient.http.InferenceServerClient(url.removeprefix("http://"))
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("banking")
    assert not client.is_model_ready("x")
    about = client.get_model_metadata("banking")
    assert about["inputs"][0]["datatype"] == "BYTES"
    texts = np.array([TRANSFER.encode(), b"freeze my card"], dtype=np.object_)
    text = tritonclient.http.InferInput(about["inputs"][0]["name"], [2], "BYTES")
    text.set_data_from_numpy(texts, binary_data=False)
    wanted = [tritonclient.http.InferRequestedOutput(n, binary_data=False) for n in ("call", "name", "confidence")]
    got = client.infer("banking", [text], outputs=wanted, request_id="7")
    assert got.get_response()["id"] == "7"
    assert list(got.as_numpy("name")) in ([b"transfer_money", b"freeze_account"], ["transfer_money", "freeze_account"])
    assert json.loads(got.as_numpy("call")[0])["arguments"] == CALL and got.as_numpy("confidence").dtype == np.float64
    whole = client.infer("banking", [text])
    assert [o["name"] for o in whole.get_response()["outputs"]] == ["call", "name", "output", "confidence"]
    text.set_data_from_numpy(texts)
    assert "binary_data=False" in str(refused(tritonclient.http.InferenceServerException, lambda: client.infer("banking", [text])))
    assert "no model" in str(refused(tritonclient.http.InferenceServerException, lambda: client.infer("x", [text])))


def test_javascript(url):
    subprocess.run(["node", Path(__file__).with_name("clients.mjs"), url, modules], check=True, timeout=60)


served.run(slmkit, folder, [
    (test_openai, ["--logprobs"]), (test_retries, ["--queue", "2", "--threads", "1"]), (test_langchain, []), (test_instructor, []),
    (test_pydantic_ai, []), (test_triton, []), (test_javascript, []),
])
