"""Run the whole recipe on 200 made-up rows, in under a minute: tokenizer, training, resuming, both layouts, int8, oracle.

usage: selfcheck.py          (python -m unittest finds it too)
"""

import json
import random
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


def toy_row(rng):
    """Return a prompt and its target, with values to copy."""
    account, period, name = rng.choice(["checking", "savings"]), rng.choice(["march", "last month", "q1"]), rng.choice(["mom", "Zoë O'Neil", "john smith"])
    return rng.choice([
        (f"show my {account} statement for {period}", f'get_statement(account={account}, period="{period}")'),
        (f"send ${rng.randrange(5, 900)} to {name} please", None),
        ("what's my balance?", "check_balance()"), ("tell me a joke", "none()")])


def write_toy(folder, rows=200):
    rng = random.Random(1)
    for split, n in (("train", rows), ("dev", 20), ("test", 40)):
        with open(folder / f"{split}.jsonl", "w", encoding="utf-8") as f:
            for i in range(n):
                text, target = toy_row(rng)
                if target is None:
                    words = text.split()
                    target = f'transfer_money(amount="{words[1]}", recipient="{" ".join(words[3:-1])}")'
                f.write(json.dumps({"id": f"{split}{i}", "split": split, "text": text, "target": target, "call": {"name": "x", "arguments": {"a": i if i % 2 else "x"}}}) + "\n")


def run(script, *arguments):
    done = subprocess.run([sys.executable, str(HERE / script), *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{script}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


class Chain(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory()
        cls.at = Path(cls.temp.name)
        write_toy(cls.at)
        cls.tiny = ["--data", cls.at, "--d-model", 32, "--d-ff", 64, "--layers", 2, "--vocab", 250, "--batch", 16, "--lr", 5e-3, "--dropout", 0, "--eval-every", 20, "--threads", 2]
        cls.log = run("finetune.py", *cls.tiny, "--out", cls.at / "hf", "--steps", 60)

    @classmethod
    def tearDownClass(cls):
        cls.temp.cleanup()

    def test_tokenizer_copies_letter_by_letter(self):
        from transformers import AutoTokenizer
        tokenizer = AutoTokenizer.from_pretrained(self.at / "hf")
        for line in (self.at / "train.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            ids = tokenizer(row["target"]).input_ids
            self.assertEqual(tokenizer.decode(ids, skip_special_tokens=True), row["target"])
            self.assertEqual(ids[-1], 1)
        self.assertEqual(tokenizer.convert_tokens_to_ids(["<pad>", "</s>", "<unk>"]), [0, 1, 2])
        prompt, target = tokenizer("for march").tokens(), tokenizer('get_statement(period="march")').tokens()
        self.assertEqual(prompt[prompt.index("▁") + 1:-1], target[2:-2], "a value's pieces are the same in prompt and target")

    def test_the_hubs_validation_split_is_dev(self):
        import data
        (self.at / "hub" / "data").mkdir(parents=True)
        data.read(self.at, "dev").to_parquet(self.at / "hub" / "data" / "validation-00000-of-00001.parquet")
        self.assertEqual(data.read(self.at / "hub", "dev")["text"], data.read(self.at, "dev")["text"])

    def test_a_dialogue_is_one_string(self):
        import data
        history = [{"role": "user", "text": "transfer 50", "target": 'transfer_money(amount="50")'}, {"role": "assistant", "text": "to whom?"}]
        whole = 'user: transfer 50 | assistant: to whom? | call: transfer_money(amount="50") | user: to my mom'
        alone = {"text": "hello", "target": "none()"}
        said = {"text": "to my mom", "target": 'transfer_money(amount="50", recipient="my mom")', "history": history}
        path = self.at / "dialogues.jsonl"
        path.write_text("".join(json.dumps(r) + "\n" for r in (alone, said)))
        rows = data.read(path)
        self.assertEqual(list(rows["text"]), ["hello", whole])
        self.assertEqual(list(data.shorter(rows[1])), [whole[len("user: transfer 50 | "):], whole[len("user: transfer 50 | assistant: to whom? | "):]])
        path.write_text(json.dumps(alone) + "\n")
        self.assertEqual(data.read(path).column_names, ["text", "target"])

    def test_loss_falls_and_run_is_recorded(self):
        made = json.loads((self.at / "hf" / "train.json").read_text())
        self.assertEqual(made["steps"], 60)
        self.assertGreater(made["dev"][-1]["intent_accuracy"], 0.5)

    def test_interrupted_and_resumed_run_is_the_whole_run(self):
        import torch
        out = self.at / "cut"
        command = [sys.executable, str(HERE / "finetune.py"), *map(str, self.tiny), "--out", str(out), "--steps", "60"]
        first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (out / "checkpoint.pt").exists() and first.poll() is None:
            time.sleep(0.02)
        first.kill()
        first.wait()
        log = run("finetune.py", *self.tiny, "--out", out, "--steps", 60, "--resume")
        self.assertIn("resumed at step", log)
        whole, resumed = (torch.load(self.at / d / "checkpoint.pt", weights_only=False)["model"] for d in ("hf", "cut"))
        self.assertTrue(all(torch.equal(whole[k], v) for k, v in resumed.items()), "same seed, same weights")

    def test_export_equals_pytorch_and_reads_back(self):
        import torch
        from transformers import T5ForConditionalGeneration
        import from_onnx
        out = self.at / "onnx"
        run("export_onnx.py", self.at / "hf", out, "--layout", "both", "--int8", "--blocks", "4,8", "--checks", 40)
        for name in ("encoder_model", "decoder_model_merged", "decoder_model", "decoder_with_past_model"):
            self.assertLess((out / f"{name}_int8.onnx").stat().st_size, (out / f"{name}.onnx").stat().st_size)
        packed = self.at / "packed"
        run("export_onnx.py", self.at / "hf", packed, "--int8", "--checks", 40)
        run("packed.py", out, self.at / "converted", "--int8")
        for name in ("tokens.bin", "tokens_int8.bin", "decoder.onnx"):
            self.assertEqual((self.at / "converted" / name).read_bytes(), (packed / name).read_bytes(), name)
        prompt, start = torch.arange(3, 40)[None], torch.tensor([[0, 5, 9]])
        with torch.no_grad():
            models = T5ForConditionalGeneration.from_pretrained(self.at / "hf"), from_onnx.load(out), from_onnx.load(packed)
            original, *back = (m.eval()(input_ids=prompt, decoder_input_ids=start).logits for m in models)
        for logits in back:
            self.assertLess((original - logits).abs().max().item(), 1e-5)
        run("make_oracle.py", out, self.at / "test.jsonl", self.at / "oracle", "--greedy", 10, "--beams", 2)

    def test_rounding_fits_what_a_model_is_given(self):
        import numpy as np
        import torch
        from transformers import AutoTokenizer, T5ForConditionalGeneration
        import data
        import rounding
        model, tokenizer = T5ForConditionalGeneration.from_pretrained(self.at / "hf").eval(), AutoTokenizer.from_pretrained(self.at / "hf")
        rows = data.read(self.at, "train", 40)
        seen = rounding.moments(model, tokenizer, rows["text"], rows["target"])
        self.assertEqual(set(seen), set(rounding.inputs(model)))
        modules = dict(model.named_modules())
        for name, module in rounding.inputs(model).items():
            weight, moment = modules[module].weight.detach().numpy(), seen[name].numpy()

            def lost(values, scale):
                off = values.astype(np.float32) * scale[:, None] - weight
                return (off @ moment * off).sum()
            fitted, nearest = lost(*rounding.fitted(weight, seen[name])), lost(*rounding.nearest(weight))
            self.assertLess(fitted, 0.8 * nearest, name)
        alike = torch.eye(weight.shape[1])  # inputs that do not go together: nothing makes up for what is lost
        for got, want in zip(rounding.fitted(weight, alike), rounding.nearest(weight)):
            np.testing.assert_array_equal(got, want)
        out = self.at / "fitted"
        report, _ = json.JSONDecoder().raw_decode(run("export_onnx.py", self.at / "hf", out, "--data", self.at, "--int8", "--checks", 40))
        self.assertGreater(report["tokens_equal"]["int8"]["packed"], 0.9)
        self.assertTrue(report["fitted"])
        self.assertIn("rounded to fit", (out / "README.md").read_text("utf-8"))
        run("packed.py", self.at / "hf", self.at / "nearest", "--int8")
        for name in ("tokens_int8.bin", "encoder_int8.onnx", "decoder_int8.onnx"):
            self.assertNotEqual((out / name).read_bytes(), (self.at / "nearest" / name).read_bytes(), name)

    def test_export_of_gated_untied_shape(self):
        hf = self.at / "gated"
        run("make_small.py", hf, "--shape", "toy-gated", "--tokenizer", self.at / "hf", "--vocab", 300)
        out = json.loads(run("export_onnx.py", hf, self.at / "gated-onnx", "--layout", "both", "--checks", 30))
        self.assertEqual(out["tokens_equal"]["fp32"], {"merged": 1.0, "standard": 1.0})
        out, _ = json.JSONDecoder().raw_decode(run("export_onnx.py", hf, self.at / "gated-packed", "--checks", 30, "--data", self.at, "--int8"))
        self.assertEqual(out["tokens_equal"]["fp32"], {"packed": 1.0})

    def test_several_tokens_in_a_step(self):
        import numpy as np
        import score
        out = self.at / "steps"
        run("export_onnx.py", self.at / "hf", out, "--layout", "merged", "--checks", 10)
        model, prompt = score.OnnxModel(out), np.arange(3, 12)[None]
        one, many = (model(prompt, np.ones_like(prompt)) for _ in range(2))
        for token in (0, 7, 8, 9):
            last = one(np.array([[token]]))
        many(np.array([[0]]))
        self.assertLess(np.abs(many(np.array([[7, 8, 9]])) - last).max(), 1e-4)


if __name__ == "__main__":
    unittest.main()
