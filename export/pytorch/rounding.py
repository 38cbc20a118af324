"""Round weights to 8 bits so that what a model answers changes least.

Rounding to the nearest integer is best if all inputs are equally likely. The inputs of a layer are not: a few directions
carry most of their size. So this module rounds columns one after the other. The columns not yet rounded make up for the
error of each rounded one, as far as their inputs correlate (Frantar et al., GPTQ, arXiv 2210.17323, section 3). Inference
costs the same, because the integers have the same form.
"""

import numpy as np
import torch

ROWS = 256  # prompts that are enough to know
DAMPING = 0.5  # of the mean square of the inputs, added to that of each: the more, the nearer the nearest integers
BLOCK = 64  # columns that are rounded before the others learn of it


def scales(weight):
    """Return the scale of each output of weight [out, in]: the largest becomes 127."""
    return np.maximum(np.abs(weight).max(axis=1) / 127, 1e-30).astype(np.float32)


def nearest(weight):
    """Return weight [out, in] as signed 8-bit integers and the scale of each output."""
    scale = scales(weight)
    return np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8), scale


def fitted(weight, moment):
    """Return the same for inputs whose products with each other are moment [in, in], on average."""
    scale = scales(weight)
    order = torch.argsort(moment.diagonal(), descending=True)  # what matters most is rounded first
    h = moment[order][:, order].double()
    h += DAMPING * h.diagonal().mean().clamp(min=1e-12) * torch.eye(len(h), dtype=torch.float64)
    up = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(h)), upper=True).float()
    w = torch.from_numpy(weight / scale[:, None])[:, order]
    for start in range(0, w.shape[1], BLOCK):
        end = min(start + BLOCK, w.shape[1])
        lost = torch.empty(len(w), end - start)
        for i in range(start, end):
            whole = w[:, i].round().clamp(-127, 127)
            lost[:, i - start] = (w[:, i] - whole) / up[i, i]
            w[:, i] = whole
            w[:, i + 1:end] -= lost[:, i - start:i - start + 1] * up[i, i + 1:end]
        w[:, end:] -= lost @ up[start:end, end:]
    out = torch.empty_like(w)
    out[:, order] = w
    return out.numpy().astype(np.int8), scale


def inputs(model):
    """Return {matrix of packed.py: module of the model that is given what it is}."""
    found = {"head": "lm_head", "cross": "decoder.block.0.layer.1.EncDecAttention.k"}
    for side, layers in (("encoder", model.encoder.block), ("decoder", model.decoder.block)):
        for i, block in enumerate(layers):
            at = f"{side}.block.{i}.layer"
            found |= {f"{at}.0.qkv": f"{at}.0.SelfAttention.q", f"{at}.0.o": f"{at}.0.SelfAttention.o"}
            if side == "decoder":
                found |= {f"{at}.1.{part}": f"{at}.1.EncDecAttention.{part}" for part in "qo"}
            dense = f"{at}.{len(block.layer) - 1}.DenseReluDense"
            found |= {f"{dense}.wi": f"{dense}.wi_0" if model.config.is_gated_act else f"{dense}.wi", f"{dense}.wo": f"{dense}.wo"}
    return found


def moments(model, tokenizer, texts, targets):
    """Return {matrix: mean of x xᵀ [in, in]} of the inputs x that prompts and their answers bring it."""
    sums, counts, hooks = {}, {}, []

    def look(name):
        def add(_, args):
            x = args[0].detach().reshape(-1, args[0].shape[-1]).float()
            sums[name] = sums.get(name, 0) + x.T @ x
            counts[name] = counts.get(name, 0) + len(x)
        return add

    modules = dict(model.named_modules())
    for name, module in inputs(model).items():
        hooks.append(modules[module].register_forward_pre_hook(look(name)))
    with torch.no_grad():
        for text, target in zip(texts, targets):  # one at a time: there is no padding to leave out
            model(**tokenizer(text, return_tensors="pt"), labels=tokenizer(target, return_tensors="pt").input_ids)
    for hook in hooks:
        hook.remove()
    return {name: total / counts[name] for name, total in sums.items()}
