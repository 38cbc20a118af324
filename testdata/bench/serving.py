"""Measure servers of a model, in turns: how many requests a second they answer in time, how long an answer takes, how soon the
first one comes, and what memory they take. slmkit bench --url is the client of all."""

import contextlib
import json
import math
import os
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

BOUND = 50  # ms that the 99th percentile of answers may take
TRIALS = 6  # rates that are tried with each server
LEAST = 10  # requests a second, below which no rate is tried
OFTEN = 100  # requests a second from which on half of the rate is measured again: below it takes long
START = 300  # seconds until the first answer, at most
SPENT = 240  # seconds after which nothing is tried or measured again


class Server:
    """A server that runs."""

    def __init__(self, name, precision, setting, prompts, command):
        """prompts is a file; command returns the command line for a port."""
        self.name, self.precision, self.setting, self.prompts, self.command = name, precision, setting, prompts, command
        self.process, self.said = None, tempfile.TemporaryFile()
        self.pss = self.peak = self.overloaded = 0  # MB, of all processes: without pages counted twice, peaks, peaks under too high rates
        self.rate, self.too_fast = 0, math.inf  # requests a second that are answered in time, and that are not
        self.starts, self.singles, self.halves = [], [], []

    def start(self, times):
        """Start the process, again unless that takes long, and leave it running."""
        for _ in range(times):
            self.stop()
            self.starts.append(self.first())
            if sum(self.starts) > 1:
                break

    def first(self):
        """Return the seconds from the start of the process to its first answer."""
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1/parse"
        began = time.perf_counter()
        self.process = subprocess.Popen([str(c) for c in self.command(port)], stdout=subprocess.DEVNULL, stderr=self.said)
        while True:
            try:
                self.ask("freeze my card")
                return time.perf_counter() - began
            except (urllib.error.URLError, ConnectionError):
                if self.process.poll() is not None or time.perf_counter() - began > START:
                    self.said.seek(0)
                    raise SystemExit(f"{self.name}: no answer within {START} s: {self.said.read().decode()[-2000:]}")
                time.sleep(0.001)

    def stop(self):
        if self.process is None:
            return
        workers = family(self.process.pid)[1:]
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.process.kill()
        self.process.wait()
        for worker in workers:  # those that outlive it
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def ask(self, text):
        """Return the answer to a prompt."""
        request = urllib.request.Request(self.url, json.dumps({"text": text}).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=START) as got:
            return json.load(got)["output"]

    def bench(self, slmkit, scenario, n, *flags):
        """Return the ms of n answers, sorted."""
        command = [slmkit, "bench", "--url", self.url, "--scenario", scenario, "--prompts", self.prompts, "--min-runs", n, "--samples", "-", "-q", *flags]
        done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if "Client.Timeout" in done.stderr:  # after a minute
            return [math.inf]
        if done.returncode:
            raise SystemExit(f"{self.name}: {done.stderr}")
        return sorted(json.loads(line)["ms"] for line in done.stdout.splitlines() if line.startswith("{"))

    def arriving(self, slmkit, rate):
        """Return the ms of answers to prompts that arrive at a rate for two seconds, or longer for 100 of them."""
        return self.bench(slmkit, "server", max(100, round(2 * rate)), "--rate", rate)

    def time_single(self, slmkit):
        """Time prompts one after another."""
        self.singles = sorted(self.singles + self.bench(slmkit, "single-stream", 100))

    def time_half(self, slmkit):
        """Time prompts that arrive at half of the rate that was found."""
        took = self.arriving(slmkit, self.rate / 2)
        self.halves.append((percentile(took, 50), percentile(took, 99)))

    def search(self, slmkit):
        """Try a rate on the way to the highest at which answers come in time: doubled, or halved, then bisected."""
        if not self.rate:
            rate = 500 / percentile(self.singles, 50) if self.too_fast == math.inf else self.too_fast / 2
        elif self.too_fast == math.inf:
            rate = 2 * self.rate
        else:
            rate = math.sqrt(self.rate * self.too_fast)
        if rate < LEAST:
            return
        if not self.in_time(slmkit, rate):
            self.too_fast = rate
            return
        self.rate = rate
        if self.too_fast == math.inf:
            self.weigh()

    def in_time(self, slmkit, rate):
        """Report whether answers come in time at a rate. If they just fail they get a second try: the machine may have been disturbed."""
        for _ in range(2):
            p99 = percentile(self.arriving(slmkit, rate), 99)
            if p99 <= BOUND:
                return True
            if p99 > 4 * BOUND:
                break
        return False

    def found(self):
        """Return the highest rate, as far as it is known."""
        if not self.rate:
            return f"< {self.too_fast:,.0f}"
        return f"{self.rate:,.0f}" if self.too_fast < math.inf else f"> {self.rate:,.0f}"

    def weigh(self):
        """Note the memory, for as long as the server has not been overloaded, which leaves traces."""
        self.pss, self.peak = memory(self.process.pid, "smaps_rollup", "Pss:"), memory(self.process.pid, "status", "VmHWM:")

    def half(self):
        """Return p50 and p99 at half of the rate, in ms; None where there is no rate."""
        return [statistics.median(times) for times in zip(*self.halves)] or [None, None]


def percentile(ordered, p):
    return ordered[math.ceil(p / 100 * len(ordered)) - 1]


def family(pid):
    """Return a process and those that it started."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
        except OSError:
            pass  # has ended
    found = [pid]
    for p in found:
        found += children.get(p, [])
    return found


def memory(pid, file, key):
    """Return the MB that a process and those that it started have by a file of /proc."""
    kb = 0
    for p in family(pid):
        try:
            kb += sum(int(line.split()[1]) for line in Path(f"/proc/{p}/{file}").read_text().splitlines() if line.startswith(key))
        except OSError:
            pass
    return kb * 1024 / 1e6


def measure(servers, slmkit, rounds):
    """Measure servers that run, in turns."""
    end = time.monotonic() + SPENT
    for _ in range(rounds):
        for s in servers:
            s.time_single(slmkit)
            s.weigh()
    for trial in range(TRIALS):
        if trial and time.monotonic() > end:
            break
        for s in servers:
            s.search(slmkit)
    for turn in range(rounds):
        for s in servers:
            if s.rate and (turn == 0 or s.rate > OFTEN and time.monotonic() < end):
                s.time_half(slmkit)
    for s in servers:
        s.overloaded = memory(s.process.pid, "status", "VmHWM:")
