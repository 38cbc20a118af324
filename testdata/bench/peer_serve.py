"""Serve a T5 over HTTP as one does in Python, beside slmkit serve.

usage: peer_serve.py SERVER TOOL MODEL --port N [--precision int8] [--workers 1] [--threads 1] [--at-once 1] [--batch 16]

SERVER
fastapi    FastAPI on uvicorn, a function that answers one prompt, --at-once of them in threads of each worker
batching   FastAPI on uvicorn, where the requests that have come while others were answered are answered together
litserve   LitServe, which collects batches itself (peer_litserve.py)

TOOL and MODEL are those of peer_infer.py. POST /v1/parse with {"text": …} answers {"output": …}.
"""

import argparse
import asyncio
import contextlib
from pathlib import Path

import peer_infer
import pydantic


class Prompt(pydantic.BaseModel):
    text: str


class Answer(pydantic.BaseModel):
    output: str


def model(a):
    """Load the model and answer once; return what answers texts with texts."""
    answer = peer_infer.TOOLS[a.tool](a)
    answer(["hello"], 1)
    return lambda texts: [text for _, text in answer(texts, a.batch)]


def fastapi(a):
    """Return the application that answers each request by itself."""
    from anyio import to_thread
    from fastapi import FastAPI

    answer = model(a)

    @contextlib.asynccontextmanager
    async def bounded(_):
        to_thread.current_default_thread_limiter().total_tokens = a.at_once
        yield

    app = FastAPI(lifespan=bounded)

    @app.post("/v1/parse")
    def parse(prompt: Prompt) -> Answer:
        return Answer(output=answer([prompt.text])[0])

    return app


def batching(a):
    """Return the application that answers requests in batches."""
    from fastapi import FastAPI

    answer = model(a)
    waiting = asyncio.Queue()

    async def batches():
        while True:
            some = [await waiting.get()]
            while len(some) < a.batch and not waiting.empty():
                some.append(waiting.get_nowait())
            try:
                outputs = await asyncio.to_thread(answer, [text for text, _ in some])
            except Exception as e:
                for _, future in some:
                    future.set_exception(e)
                continue
            for (_, future), output in zip(some, outputs):
                future.set_result(output)

    @contextlib.asynccontextmanager
    async def running(_):
        tasks = [asyncio.create_task(batches()) for _ in range(a.at_once)]
        yield
        for task in tasks:
            task.cancel()

    app = FastAPI(lifespan=running)

    @app.post("/v1/parse")
    async def parse(prompt: Prompt) -> Answer:
        future = asyncio.get_running_loop().create_future()
        waiting.put_nowait((prompt.text, future))
        return Answer(output=await future)

    return app


APPLICATIONS = {"fastapi": fastapi, "batching": batching}


def application():
    """Return the application of the command line, in each worker."""
    a = arguments()
    return APPLICATIONS[a.server](a)


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("server", choices=[*APPLICATIONS, "litserve"])
    p.add_argument("tool", choices=peer_infer.TOOLS)
    p.add_argument("model", type=lambda s: Path(s).resolve())
    p.add_argument("--port", type=int, required=True)
    p.add_argument("--work", type=Path)
    p.add_argument("--precision", default="fp32")
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--processes", type=int, default=1, help="replicas of CTranslate2")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--at-once", type=int, default=1)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--max-new-tokens", type=int, default=64)
    return p.parse_args()


if __name__ == "__main__":
    import uvicorn

    a = arguments()
    uvicorn.run("peer_serve:application", factory=True, port=a.port, workers=a.workers, timeout_worker_healthcheck=60, access_log=False, log_level="warning")
