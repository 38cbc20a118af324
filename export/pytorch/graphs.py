"""T5 as three small modules that trace to short ONNX graphs with optimum's inputs and outputs.

transformers' own forward traces to hundreds of nodes that build masks and buckets in every step. These modules use the
same weights and sublayers, and look the position bias up in a table by clamped distance instead.

Shapes: b rows, e prompt tokens, s new tokens (any number), p earlier tokens, h heads, k per head, d the model's width.
"""

from dataclasses import dataclass

import torch
from transformers.models.t5.modeling_t5 import T5Attention

POSITION_BIAS = "position_bias"  # initializer: [distances, h]
NEGATIVE = torch.finfo(torch.float32).min


@dataclass
class Part:
    """One module with an example of its inputs (for tracing) and its names."""
    module: torch.nn.Module
    inputs: tuple
    input_names: list
    output_names: list
    axes: dict


def bias_table(attention, bidirectional):
    """Return the position bias by distance (key minus query): [distances, h], and the largest distance.

    Distances from there on share a bucket, so a clamped distance is exact.
    """
    far = attention.relative_attention_max_distance
    distance = torch.arange(-far, far + 1 if bidirectional else 1)
    bucket = T5Attention._relative_position_bucket(distance, bidirectional, attention.relative_attention_num_buckets, far)
    return attention.relative_attention_bias.weight.detach()[bucket].clone(), far


class Reshape(torch.autograd.Function):
    """x [b, s, ...] -> [b, s, *last]. Traced as one ONNX Reshape that copies b and s (0), without computing shapes."""

    @staticmethod
    def forward(ctx, x, *last):
        return x.reshape(x.shape[0], x.shape[1], *last)

    @staticmethod
    def symbolic(g, x, *last):
        return g.op("Reshape", x, g.op("Constant", value_t=torch.tensor([0, 0, *last])))


def split_heads(x, heads):
    """[b, s, h*k] -> [b, h, s, k]"""
    return Reshape.apply(x, heads, -1).transpose(1, 2)


def attend(attention, x, keys, values, bias):
    """Attention of x [b, s, d] over keys and values [b, h, n, k] with an additive bias [?, h or 1, s, n]."""
    heads = attention.n_heads
    weights = (split_heads(attention.q(x), heads) @ keys.transpose(2, 3) + bias).softmax(-1)
    return attention.o(Reshape.apply((weights @ values).transpose(1, 2), -1))


class Encoder(torch.nn.Module):
    """input_ids [b, e], attention_mask [b, e] -> last_hidden_state [b, e, d]"""

    def __init__(self, model):
        super().__init__()
        self.embed, self.blocks, self.norm = model.shared, model.encoder.block, model.encoder.final_layer_norm
        table, self.far = bias_table(self.blocks[0].layer[0].SelfAttention, bidirectional=True)
        self.register_buffer("position_bias", table)

    def forward(self, input_ids, attention_mask):
        x = self.embed(input_ids)
        at = torch.arange(input_ids.shape[1])
        distance = (at[None, :] - at[:, None]).clamp(-self.far, self.far) + self.far
        bias = self.position_bias[distance].permute(2, 0, 1)[None] + ((1.0 - attention_mask.float()) * NEGATIVE)[:, None, None, :]
        for block in self.blocks:
            a = block.layer[0].SelfAttention
            h = block.layer[0].layer_norm(x)
            x = x + attend(a, h, split_heads(a.k(h), a.n_heads), split_heads(a.v(h), a.n_heads), bias)
            x = block.layer[1](x)
        return self.norm(x)


class Decoder(torch.nn.Module):
    """mask [b, e], input_ids [b, s], then hidden [b, e, d], or per layer the past: own k and v [b, h, p, k], prompt's
    k and v [b, h, e, k] -> logits [b, s, vocab], then per layer own k and v [b, h, p+s, k] and, without past, the prompt's.
    """

    def __init__(self, model, with_past):
        super().__init__()
        self.with_past, self.blocks, self.norm = with_past, model.decoder.block, model.decoder.final_layer_norm
        self.embed, self.head = model.shared, model.lm_head
        self.scale = model.config.d_model ** -0.5 if model.config.scale_decoder_outputs else 1.0
        table, self.far = bias_table(self.blocks[0].layer[0].SelfAttention, bidirectional=False)
        self.register_buffer("position_bias", table)

    def self_bias(self, before, total):
        """Position bias and causal mask of tokens before..total over tokens 0..total: [1, h, total-before, total]"""
        distance = torch.arange(total)[None, :] - torch.arange(before, total)[:, None]
        bias = self.position_bias[distance.clamp(-self.far, 0) + self.far].permute(2, 0, 1)[None]
        return bias + torch.where(distance > 0, NEGATIVE, 0.0)[None, None]

    def forward(self, encoder_attention_mask, input_ids, *rest):
        x = self.embed(input_ids)
        before = rest[0].shape[2] if self.with_past else 0
        bias = self.self_bias(before, before + input_ids.shape[1])
        prompt_bias = ((1.0 - encoder_attention_mask.float()) * NEGATIVE)[:, None, None, :]
        present = []
        for i, block in enumerate(self.blocks):
            a, cross = block.layer[0].SelfAttention, block.layer[1].EncDecAttention
            h = block.layer[0].layer_norm(x)
            keys, values = split_heads(a.k(h), a.n_heads), split_heads(a.v(h), a.n_heads)
            if self.with_past:
                keys, values = torch.cat([rest[4 * i], keys], 2), torch.cat([rest[4 * i + 1], values], 2)
                cross_keys, cross_values = rest[4 * i + 2:4 * i + 4]
                present += [keys, values]
            else:
                cross_keys, cross_values = split_heads(cross.k(rest[0]), a.n_heads), split_heads(cross.v(rest[0]), a.n_heads)
                present += [keys, values, cross_keys, cross_values]
            x = x + attend(a, h, keys, values, bias)
            x = x + attend(cross, block.layer[1].layer_norm(x), cross_keys, cross_values, prompt_bias)
            x = block.layer[2](x)
        x = self.norm(x)
        return (self.head(x * self.scale if self.scale != 1 else x), *present)


def parts(model):
    """Return {file name: Part} of a T5ForConditionalGeneration."""
    c = model.config
    b, e, p, s = 2, 5, 4, 3
    batch, prompt, new, past = "batch_size", "encoder_sequence_length", "decoder_sequence_length", "past_decoder_sequence_length"
    layers = range(c.num_decoder_layers)
    kinds = [f"{i}.{side}.{kv}" for i in layers for side in ("decoder", "encoder") for kv in ("key", "value")]
    own = [k for k in kinds if ".decoder." in k]
    mask = torch.ones(b, e, dtype=torch.int64)
    prompt_axes, new_axes = {0: batch, 1: prompt}, {0: batch, 1: new}

    def axes(prefix, names, length):
        return {f"{prefix}.{n}": {0: batch, 2: prompt if ".encoder." in n else length} for n in names}
    cache = [torch.randn(b, c.num_heads, p if ".decoder." in k else e, c.d_kv) for k in kinds]
    ids = torch.ones(b, s, dtype=torch.int64)
    return {
        "encoder_model": Part(Encoder(model), (mask.clone(), mask), ["input_ids", "attention_mask"], ["last_hidden_state"],
                              {"input_ids": prompt_axes, "attention_mask": prompt_axes, "last_hidden_state": prompt_axes}),
        "decoder_model": Part(
            Decoder(model, False), (mask, ids, torch.randn(b, e, c.d_model)),
            ["encoder_attention_mask", "input_ids", "encoder_hidden_states"], ["logits"] + [f"present.{k}" for k in kinds],
            {"encoder_attention_mask": prompt_axes, "input_ids": new_axes, "encoder_hidden_states": prompt_axes, "logits": new_axes,
             **axes("present", kinds, new)}),
        "decoder_with_past_model": Part(
            Decoder(model, True), (mask, ids, *cache), ["encoder_attention_mask", "input_ids"] + [f"past_key_values.{k}" for k in kinds],
            ["logits"] + [f"present.{k}" for k in own],
            {"encoder_attention_mask": prompt_axes, "input_ids": new_axes, "logits": new_axes,
             **axes("past_key_values", kinds, past), **axes("present", own, f"{past} + sequence")}),
    }


def bias_gathers(model):
    """Return the names of the nodes that look up the position bias: too small and too sensitive for 8 bits."""
    table = {t.name for t in model.graph.initializer if t.name.endswith(POSITION_BIAS)}
    return [n.name for n in model.graph.node if n.op_type == "Gather" and n.input[0] in table]
