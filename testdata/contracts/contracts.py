"""Holds what slmkit serve answers to what others say it should be: OpenAI's own types,
KServe's and Hugging Face's clients, Rasa's form, OpenAPI, Prometheus.

    contracts.py SLMKIT MODEL
"""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import httpx
import numpy as np
from huggingface_hub import InferenceClient
from huggingface_hub.errors import ValidationError
from jsonschema import Draft202012Validator
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput
from openai.types import Model
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.shared import ErrorObject
from openapi_spec_validator import validate
from prometheus_client.parser import text_string_to_metric_families

import served

slmkit, folder = sys.argv[1:]
here = Path(__file__).parent
TRANSFER = "send fifty bucks to my landlord"
CALL = {"amount": "50 USD", "recipient": "my landlord"}


def ask(url, body=None, **headers):
    """Returns status, headers and text of an answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=30) as r:
            return r.status, r.headers, r.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read().decode()


def tool(name, strict=None, **properties):
    parameters = {"type": "object", "properties": {p: {"type": t} for p, t in properties.items()}, "required": list(properties), "additionalProperties": False}
    function = {"name": name, "description": name, "parameters": parameters}
    return {"type": "function", "function": function if strict is None else function | {"strict": strict}}


TOOLS = [tool("transfer_money", amount="string", recipient="string"), tool("check_balance")]


# Members that OpenAI's OpenAPI document requires, and that the types of its client let be
# missing, as they may be null.
REQUIRED = {"ChatCompletionMessage": ["content", "refusal"], "Choice": ["finish_reason", "logprobs"], "ChoiceLogprobs": ["content", "refusal"],
            "ChatCompletionTokenLogprob": ["bytes"], "ErrorObject": ["code", "param"]}


def exactly(kind, text, ours=()):
    """Reads JSON as a type of OpenAI's client: each member has its type, none is missing and
    none is there that the type does not have, but for ours."""
    value = kind.model_validate_json(text, strict=True)
    examine(value, ours)
    return value


def examine(value, ours=()):
    if isinstance(value, list):
        for v in value:
            examine(v)
    if not hasattr(value, "model_extra"):
        return
    name = type(value).__name__
    unknown = set(value.model_extra or {}) - set(ours)
    assert not unknown, f"{name} has no {unknown}"
    # A piece of a stream has no content where nothing is said.
    missing = set(REQUIRED.get(name, [])) - value.model_fields_set if "chunk" not in type(value).__module__ else {}
    assert not missing, f"{name} needs {missing}"
    for member in value.model_fields_set:
        examine(getattr(value, member))


def test_openai_types(url):
    def chat(text=TRANSFER, status=200, **more):
        got, _, answer = ask(url + "/v1/chat/completions", {"model": "banking", "messages": [{"role": "user", "content": text}], **more})
        assert got == status, (got, answer)
        return answer

    for more in [{}, {"tools": TOOLS}, {"tools": TOOLS, "tool_choice": "none"}, {"tools": TOOLS, "tool_choice": "required"}, {"tools": TOOLS, "logprobs": True},
                 {"tools": TOOLS, "max_completion_tokens": 2}, {"tools": [tool("transfer_money", True, amount="string", recipient="string")]}]:
        a = exactly(ChatCompletion, chat(**more), ["slmkit"])
        for call in a.choices[0].message.tool_calls or []:
            assert set(json.loads(call.function.arguments)) <= set(CALL)
        pieces = chat(**more, stream=True, stream_options={"include_usage": True}).split("\n\n")
        assert pieces[-2:] == ["data: [DONE]", ""], pieces
        for piece in pieces[:-2]:
            exactly(ChatCompletionChunk, piece.removeprefix("data: "), ["slmkit"])

    # A strict tool has all arguments that it requires, of its types, or is refused by name.
    optional = tool("transfer_money", True, amount="string", recipient="string")
    optional["function"]["parameters"]["properties"]["date"] = {"type": ["string", "null"]}
    optional["function"]["parameters"]["required"].append("date")
    arguments = json.loads(json.loads(chat(tools=[optional]))["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"])
    assert arguments == CALL | {"date": None}, arguments
    assert json.loads(chat("freeze my card", tools=[tool("transfer_money", True, amount="string", recipient="string")]))["choices"][0]["finish_reason"] == "stop"
    assert "strict" in chat(status=400, tools=[tool("transfer_money", True, amount="number")])

    for status, body in [(400, {"messages": []}), (400, {"messages": [{"role": "user", "content": ""}]}), (400, {"messages": [{"role": "user", "content": "a"}], "tools": [tool("fly")]})]:
        got, _, answer = ask(url + "/v1/chat/completions", body)
        error = json.loads(answer)
        assert got == status and list(error) == ["error"], answer
        exactly(ErrorObject, json.dumps(error["error"]))
    for path in ["/v1/models/x", "/v1/chat/nothing"]:
        exactly(ErrorObject, json.dumps(json.loads(ask(url + path)[2])["error"]))

    models = json.loads(ask(url + "/v1/models")[2])
    assert models["object"] == "list" and set(models) == {"object", "data"}
    for m in models["data"]:
        assert exactly(Model, json.dumps(m)) == exactly(Model, ask(url + "/v1/models/" + m["id"])[2])


def test_kserve(url):
    async def go():
        async with InferenceRESTClient(RESTConfig(protocol="v2", timeout=30)) as client:
            assert await client.is_server_live(url) and await client.is_server_ready(url)
            assert await client.is_model_ready(url, "banking") and not await client.is_model_ready(url, "x")
            text = InferInput("text", [2], "BYTES", data=[TRANSFER, "freeze my card"])
            request = InferRequest("banking", [text], request_id="7", request_outputs=[RequestedOutput(n) for n in ("name", "call", "confidence")])
            got = await client.infer(url, request, model_name="banking")
            assert got.id == "7" and got.model_name == "banking" and [o.name for o in got.outputs] == ["name", "call", "confidence"]
            name, call, confidence = (o.as_numpy() for o in got.outputs)
            assert list(name) == ["transfer_money", "freeze_account"] and json.loads(call[0])["arguments"] == CALL
            assert confidence.dtype == np.float64 and (confidence > 0).all() and (confidence <= 1).all()
            for model, wrong, why in [("x", text, "no model"), ("banking", InferInput("image", [1], "BYTES", data=["a"]), "one input")]:
                try:
                    await client.infer(url, InferRequest(model, [wrong]), model_name=model)
                    raise AssertionError(f"{why} is no error")
                except httpx.HTTPStatusError as e:
                    assert why in str(e), e

    asyncio.run(go())


def test_hugging_face(url):
    client = InferenceClient(model=url)
    assert client.text_generation("freeze my card") == "freeze_account()"
    assert client.text_generation("freeze my card", details=False, return_full_text=False, do_sample=False) == "freeze_account()"
    for wish in [{"temperature": 0.5}, {"max_new_tokens": 2}, {"return_full_text": True}, {"stream": True}]:
        try:
            list(client.text_generation("freeze my card", **wish))
            raise AssertionError(f"{wish} is no error")
        except ValidationError as e:
            assert next(iter(wish)) in str(e), e
    [call] = InferenceClient(base_url=url + "/v1").chat_completion([{"role": "user", "content": TRANSFER}], tools=TOOLS).choices[0].message.tool_calls
    assert call.function.name == "transfer_money" and json.loads(call.function.arguments) == CALL


def test_rasa(url):
    """The schemas say what Rasa's OpenAPI document and the services that it emulates do."""
    schemas = json.loads((here / "rasa.json").read_text())
    texts = [TRANSFER, "freeze my card", "order 3 boxes of checks", "", "who won the world cup", "schick mir 50 € an mama 👋"]
    for form, query in {"ParseResult": "", "Wit": "?emulation_mode=WIT", "LUIS": "?emulation_mode=luis", "Dialogflow": "?emulation_mode=DIALOGFLOW"}.items():
        schema = Draft202012Validator(schemas | {"$ref": "#/$defs/" + form})
        for text in texts:
            status, _, answer = ask(url + "/model/parse" + query, {"text": text, "message_id": None, "token": None})
            assert status == 200, answer
            schema.validate(json.loads(answer))
    answer = json.loads(ask(url + "/model/parse", {"text": TRANSFER})[2])
    assert answer["intent"]["name"] == "transfer_money" == answer["intent_ranking"][0]["name"]
    assert {e["entity"]: TRANSFER[e["start"]:e["end"]] for e in answer["entities"]} == {"amount": "fifty bucks", "recipient": "my landlord"}
    for status, path, body in [(400, "/model/parse?emulation_mode=X", {"text": "a"}), (400, "/model/parse", {"text": 1}), (404, "/model/train", {}), (405, "/version", {})]:
        got, _, answer = ask(url + path, body)
        assert got == status, (path, got, answer)
        Draft202012Validator(schemas | {"$ref": "#/$defs/Error"}).validate(json.loads(answer))


def test_openapi(url):
    """The document is valid, and the server does what it says: schemathesis asks all routes
    with what the document allows and with what it does not."""
    validate(json.loads(ask(url + "/openapi.json")[2]))
    with tempfile.TemporaryDirectory() as notes:  # schemathesis keeps some beside what it runs in
        fuzz(url, notes)


def fuzz(url, cwd):
    subprocess.run([Path(sys.executable).with_name("st"), "run", url + "/openapi.json", "--seed", "1", "-n", "15", "--phases", "coverage,fuzzing", "--no-shrink",
                    "--checks", "all", "--exclude-checks", "positive_data_acceptance",  # a text may be empty, which no schema of ours forbids
                    "--generation-database", "none", "--warnings", "off", "--continue-on-failure", "--request-timeout", "30"], check=True, timeout=400, cwd=cwd)


def test_metrics(url):
    ask(url + "/v1/parse", {"texts": [TRANSFER, ""]})
    ask(url + "/nothing")
    text = ask(url + "/metrics")[2]
    found = {f.name: f for f in text_string_to_metric_families(text)}
    for f in found.values():
        assert f.documentation and f.type in ("counter", "gauge", "histogram"), f
    assert found["slmkit_answers"].samples and found["slmkit_request_duration_seconds"].type == "histogram"
    if shutil.which("promtool"):
        subprocess.run(["promtool", "check", "metrics"], input=text, text=True, check=True, timeout=30)
    else:
        print("promtool is not here (Debian has it in the package prometheus): the metrics are only read by prometheus_client")


def test_headers(url):
    """Headers that all contracts answer with."""
    routes = {"/v1/parse": {"text": "hi"}, "/v1/chat/completions": {"messages": [{"role": "user", "content": "hi"}]}, "/model/parse": {"text": "hi"}, "/": {"inputs": "hi"},
              "/v1/systemone": {"state": "hi", "questions": {"freeze_account": {"type": "noul"}}}, "/predict": {"instances": [{"text": "hi"}]}, "/invocations": {"text": "hi"},
              "/v2/models/banking/infer": {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["hi"]}]}}
    trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    for path, body in routes.items():
        status, headers, answer = ask(url + path, body | {"mood": 1}, Traceparent=f"00-{trace}-{parent}-00")
        assert status == 200, (path, answer)
        assert re.fullmatch(r"banking@[0-9a-f]{8}", headers["X-Slmkit-Model"]), path
        assert headers["X-Slmkit-Ignored"] == "mood", (path, headers["X-Slmkit-Ignored"])
        assert re.fullmatch(r"queue;dur=[\d.]+, encode;dur=[\d.]+, decode;dur=[\d.]+", headers["Server-Timing"] or ""), path
        ours = re.fullmatch(rf"00-{trace}-([0-9a-f]{{16}})-00", headers["Traceparent"])
        assert ours and ours[1] not in (parent, "0" * 16), headers["Traceparent"]


served.run(slmkit, folder, [(test_openai_types, ["--logprobs"]), (test_kserve, []), (test_hugging_face, []), (test_rasa, []), (test_metrics, []), (test_headers, []), (test_openapi, ["--deadline", "60s"])])
