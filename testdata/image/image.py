"""Runs the images that slmkit package writes, without a container engine.

    image.py SLMKIT STATIC MODEL OUT

umoci unpacks an image and runc starts it, as root: with a root file system that nobody can
write, and with no network but the loopback. STATIC is the slmkit that the images hold. OUT
is a new folder.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

slmkit, static, model, out = (Path(a).absolute() for a in sys.argv[1:])
PROMPTS = 200
LINES, BROKEN = 5000, {0, 1, 17, 2500, 4096, 4998, 4999}
STOP = 30  # seconds that SageMaker waits after SIGTERM


def run(*args, **more):
    return subprocess.run([str(a) for a in args], check=True, capture_output=True, text=True, **more).stdout


def package(form, name, **env):
    program = [] if form == "modelpack" else ["--slmkit", static]
    run(slmkit, "package", model, "--format", form, *program, "-o", out / name, env={**os.environ, **env})
    return out / name


class Container:
    """A container of an image. What its config.json says is changed before it starts."""

    def __init__(self, image, name, user=None, env=(), mounts=()):
        self.name, self.bundle = f"slmkit-{name}-{os.getpid()}", out / name
        run("umoci", "unpack", "--image", f"{image}:latest", self.bundle)
        path = self.bundle / "config.json"
        config = json.loads(path.read_text())
        process = config["process"]
        process["terminal"] = False
        process["rlimits"] = []  # raising a limit needs a right that machines of CI do not give
        process["env"] += env
        if user is not None:
            process["user"] = {"uid": user, "gid": user}
        self.user = process["user"]["uid"]
        config["root"]["readonly"] = True
        config["mounts"] += [{"destination": to, "source": str(path), "type": "bind", "options": ["rbind", "ro"]} for path, to in mounts]
        path.write_text(json.dumps(config))

    def __enter__(self):
        self.log = open(self.bundle / "log", "w+")
        self.began = time.monotonic()
        self.process = subprocess.Popen(["runc", "run", "--bundle", self.bundle, self.name], stdout=self.log, stderr=self.log)
        return self

    def ask(self, url, *curl):
        pid = json.loads(run("runc", "state", self.name))["pid"]
        return run("nsenter", f"--net=/proc/{pid}/ns/net", "curl", "-sS", "--fail-with-body", "--max-time", "60", url, *curl)

    def wait(self, url):
        """Asks until there is an answer, and returns how long it took."""
        while True:
            try:
                self.ask(url)
                return time.monotonic() - self.began
            except subprocess.CalledProcessError:
                if self.process.poll() is not None or time.monotonic() - self.began > 60:
                    raise AssertionError(f"{self.name} does not answer: {(self.bundle / 'log').read_text()}") from None
                time.sleep(0.02)

    def stop(self):
        began = time.monotonic()
        run("runc", "kill", self.name, "TERM")
        code = self.process.wait(timeout=STOP)
        assert code == 0, f"{self.name}: exit code {code}: {(self.bundle / 'log').read_text()}"
        return time.monotonic() - began

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            subprocess.run(["runc", "delete", "--force", self.name], check=False)
            self.process.wait(timeout=STOP)
        self.log.close()


def test_same():
    """The digest is the same on another day, and that of SOURCE_DATE_EPOCH another one."""
    digests = []
    for name, env in ("one", {}), ("two", {"TZ": "Pacific/Auckland"}), ("dated", {"SOURCE_DATE_EPOCH": "1700000000"}), ("dated-again", {"SOURCE_DATE_EPOCH": "1700000000"}):
        for file in model.iterdir():
            os.utime(file, (time.time() - 86400 * len(digests),) * 2)
        digests.append(json.loads(run("skopeo", "inspect", f"oci:{package('oci', name, **env)}"))["Digest"])
    assert digests[0] == digests[1] != digests[2] == digests[3], digests
    assert json.loads(run("skopeo", "inspect", f"oci:{out / 'dated'}"))["Created"] == "2023-11-14T22:13:20Z"
    inspected = json.loads(run("skopeo", "inspect", f"docker-archive:{package('docker', 'docker.tar')}"))
    assert inspected["Architecture"] in ("amd64", "arm64"), inspected


def test_artifact():
    """skopeo copies the model, and its files are those of the folder."""
    package("modelpack", "modelpack")
    run("skopeo", "copy", f"oci:{out / 'modelpack'}", f"dir:{out / 'copied'}")
    manifest = json.loads((out / "copied/manifest.json").read_text())
    for layer in manifest["layers"]:
        name = layer["annotations"]["org.cncf.model.filepath"]
        assert (out / "copied" / layer["digest"].removeprefix("sha256:")).read_bytes() == (model / name).read_bytes(), name


def test_run(user):
    """The image answers as infer does, whoever runs it."""
    with Container(out / "one", f"as-{user}", user=user) as c:
        took = c.wait("http://127.0.0.1:8080/readyz")
        pid = json.loads(run("runc", "state", c.name))["pid"]
        assert f"Uid:\t{user}\t" in Path(f"/proc/{pid}/status").read_text()
        answers = [json.loads(line) for line in c.ask("http://127.0.0.1:8080/v1/parse", "-H", "Content-Type: application/jsonl", "--data-binary", f"@{out / 'prompts.jsonl'}").splitlines()]
        want = [json.loads(line) for line in (out / "answers.jsonl").read_text().splitlines()]
        assert [a["output"] for a in answers] == [w["output"] for w in want] and len(want) == PROMPTS
        print(f"as {user}: ready after {took:.2f} s, {PROMPTS} answers are those of infer, stopped in {c.stop():.2f} s")


def test_sagemaker():
    """The image keeps SageMaker's contract, with the model as SageMaker mounts it."""
    folder = package("sagemaker", "sagemaker")
    with tarfile.open(folder / "model.tar.gz") as archive:
        archive.extractall(out / "model")
    lines = [json.dumps({"id": str(i), "text": f"send {i} dollars to my landlord"}) for i in range(LINES)]
    for i in BROKEN:
        lines[i] = lines[i][:-9]
    (out / "lines.jsonl").write_text("\n".join(lines) + "\n")
    with Container(folder / "image", "sagemaker-run", env=["SAGEMAKER_BIND_TO_PORT=9001"], mounts=[(out / "model", "/opt/ml/model")]) as c:
        assert c.user == 0, "SageMaker runs images as root"
        url = "http://127.0.0.1:9001"
        took = c.wait(url + "/ping")
        says = json.loads(c.ask(url + "/execution-parameters"))
        assert says["BatchStrategy"] == "MULTI_RECORD" and (out / "lines.jsonl").stat().st_size <= says["MaxPayloadInMB"] << 20, says
        began = time.monotonic()
        answers = c.ask(url + "/invocations", "-H", "Content-Type: application/jsonlines", "--data-binary", f"@{out / 'lines.jsonl'}").splitlines()
        seconds = time.monotonic() - began
        assert len(answers) == LINES, f"{len(answers)} answers"
        for i, line in enumerate(answers):
            answer = json.loads(line)
            assert ("error" in answer) == (i in BROKEN), line
            assert i in BROKEN or answer["id"] == str(i), line
        print(f"sagemaker: /ping after {took:.2f} s, {LINES} lines in {seconds:.2f} s, {len(BROKEN)} of them with their errors, stopped in {c.stop():.2f} s")


model = Path(shutil.copytree(model, out / model.name))  # whose files get other times
run(slmkit, "generate", "banking", "-n", PROMPTS * 2, "--seed", "1", "-o", out / "data", "-q")
(out / "prompts.jsonl").write_text("".join((out / "data/train.jsonl").read_text().splitlines(True)[:PROMPTS]))
run(slmkit, "infer", "--model", model, "--precision", "int8", "--constrain", model / "actions.json", out / "prompts.jsonl", "-o", out / "answers.jsonl", "-q")
test_same()
test_artifact()
test_run(1000)
test_run(0)
test_sagemaker()
