"""Prints the golden logits of model_test.cpp: GPT-2, BERT, T5 and BART written out anew, in float64.

With `transformers` as its argument it also loads T5 and BART into Hugging Face's
T5ForConditionalGeneration and BartForConditionalGeneration, by the names of
core/engine/huggingface_names.cpp, and prints how far those are from what is written here.

BERT follows Hugging Face's BertForMaskedLM (separate query, key and value; post-LayerNorm; head
transform with its own LayerNorm; decoder bias), GPT follows nanoGPT. Parameters are not random:
number i of the n-th parameter, in the order of the engine's own list, is sin(0.7 i + 1.3 n) / 4,
plus 1 for LayerNorm weights.
"""
import math
import sys

import torch

torch.set_default_dtype(torch.float64)
L, H, C, F, T, V = 2, 2, 8, 16, 6, 11
IDS = torch.tensor([[1, 5, 9, 0, 10, 3], [2, 2, 7, 4, 8, 6]])
# Of the encoder-decoders: the second input's last two are padding; the decoder reads READS.
ATTEND = torch.tensor([[True] * 6, [True] * 4 + [False] * 2])
READS = torch.tensor([[4, 1, 5, 9, 2], [4, 7, 7, 0, 3]])


class Parameters:
    def __init__(self):
        self.n = 0

    def __call__(self, *shape, plus=0.0):
        size = math.prod(shape)
        values = torch.sin(0.7 * torch.arange(size, dtype=torch.float64) + 1.3 * self.n) / 4 + plus
        self.n += 1
        return values.view(*shape)

    def linear(self, out, inner):
        return self(out, inner), self(out)

    def norm(self):
        return self(C, plus=1.0), self(C)


def apply(x, layer):
    return x @ layer[0].T + layer[1]


def normed(x, layer, eps):
    mean = x.mean(-1, keepdim=True)
    var = ((x - mean) ** 2).mean(-1, keepdim=True)
    return (x - mean) / torch.sqrt(var + eps) * layer[0] + layer[1]


def gelu(x):
    return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))


def attention(x, query, key, value, output, causal):
    b, t, _ = x.shape

    def heads(layer):
        return apply(x, layer).view(b, t, H, C // H).permute(0, 2, 1, 3)

    scores = heads(query) @ heads(key).transpose(2, 3) / math.sqrt(C // H)
    if causal:
        scores = scores.masked_fill(torch.ones(t, t).triu(1) > 0, -math.inf)
    mixed = torch.softmax(scores, -1) @ heads(value)
    return apply(mixed.permute(0, 2, 1, 3).reshape(b, t, C), output)


def thirds(layer):
    return [(layer[0][i * C : (i + 1) * C], layer[1][i * C : (i + 1) * C]) for i in range(3)]


def block_parameters(p):
    return dict(n1=p.norm(), qkv=p.linear(3 * C, C), out=p.linear(C, C), n2=p.norm(),
                up=p.linear(F, C), down=p.linear(C, F))


def gpt():
    p = Parameters()
    tokens, positions = p(V, C), p(T, C)
    x = tokens[IDS] + positions
    for b in [block_parameters(p) for _ in range(L)]:
        x = x + attention(normed(x, b["n1"], 1e-5), *thirds(b["qkv"]), b["out"], True)
        x = x + apply(gelu(apply(normed(x, b["n2"], 1e-5), b["up"])), b["down"])
    return normed(x, p.norm(), 1e-5) @ tokens.T


def bert():
    p = Parameters()
    eps = 1e-12
    tokens, positions, segments = p(V, C), p(T, C), p(2, C)
    x = normed(tokens[IDS] + positions + segments[0], p.norm(), eps)
    for b in [block_parameters(p) for _ in range(L)]:
        x = normed(x + attention(x, *thirds(b["qkv"]), b["out"], False), b["n1"], eps)
        x = normed(x + apply(gelu(apply(x, b["up"])), b["down"]), b["n2"], eps)
    x = normed(gelu(apply(x, p.linear(C, C))), p.norm(), eps)
    return x @ tokens.T + p(V)


def mixed(x, memory, p, allowed, scale, bias=None, biases=True):
    """Multi-head attention with layers of its own for q, k, v; p: name -> (weight, bias)."""
    b, u, _ = x.shape

    def heads(y, layer):
        y = y @ layer[0].T + (layer[1] if biases else 0)
        return y.view(b, y.shape[1], H, -1).permute(0, 2, 1, 3)
    scores = heads(x, p["query"]) @ heads(memory, p["key"]).transpose(2, 3) * scale
    if bias is not None:
        scores = scores + bias
    weights = torch.softmax(scores.masked_fill(~allowed, -math.inf), -1)
    y = (weights @ heads(memory, p["value"])).permute(0, 2, 1, 3).reshape(b, u, -1)
    return y @ p["output"][0].T + (p["output"][1] if biases else 0)


PAST = torch.ones(READS.shape[1], READS.shape[1]).tril() > 0
SOURCE = ATTEND[:, None, None, :]
BUCKETS, LONGEST, D = 8, 16, 3  # a head width of its own: 2 heads of 3 beside a width of 8


def bucket(relative, both):
    """T5's relative position bucket."""
    buckets, first = BUCKETS, 0
    if both:
        buckets //= 2
        first = buckets if relative > 0 else 0
        distance = abs(relative)
    else:
        distance = max(0, -relative)
    exact = buckets // 2
    if distance < exact:
        return first + distance
    wide = exact + int(math.log(distance / exact) / math.log(LONGEST / exact) * (buckets - exact))
    return first + min(wide, buckets - 1)


def t5():
    p = Parameters()
    weights = {}

    def take(name, *shape, plus=0.0):
        weights[name] = p(*shape, plus=plus)
        return weights[name]

    def half(name, layers):
        take(name + ".position_bias", BUCKETS, H)
        for n in range(layers):
            at = "%s.layers.%d." % (name, n)
            subs = ["attention"] + (["cross"] if name == "decoder" else [])
            for sub in subs:
                take(at + sub + "_norm", C, plus=1.0)
                for part in ("query", "key", "value"):
                    take(at + sub + "." + part, H * D, C)
                take(at + sub + ".output", C, H * D)
            take(at + "feed_forward_norm", C, plus=1.0)
            take(at + "feed_forward.gate", F, C)
            take(at + "feed_forward.in", F, C)
            take(at + "feed_forward.out", C, F)
        take(name + ".final_norm", C, plus=1.0)
    take("tokens", V, C)
    half("encoder", L)
    half("decoder", L + 1)
    take("head", V, C)

    def norm(x, name):
        return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6) * weights[name]

    def bias(name, length, both):
        table = weights[name + ".position_bias"]
        ids = torch.tensor([[bucket(k - q, both) for k in range(length)] for q in range(length)])
        return table[ids].permute(2, 0, 1)[None]

    def attend(x, memory, name, allowed, extra):
        parts = {part: (weights[name + "." + part], None)
                 for part in ("query", "key", "value", "output")}
        return mixed(x, memory, parts, allowed, 1.0, extra, biases=False)

    def feed_forward(x, at):
        y = norm(x, at + "feed_forward_norm")
        z = y @ weights[at + "feed_forward.gate"].T
        z = 0.5 * z * (1 + torch.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z ** 3)))
        return x + (z * (y @ weights[at + "feed_forward.in"].T)) @ weights[at + "feed_forward.out"].T

    x = weights["tokens"][IDS]
    for n in range(L):
        at = "encoder.layers.%d." % n
        y = norm(x, at + "attention_norm")
        x = x + attend(y, y, at + "attention", SOURCE, bias("encoder", IDS.shape[1], True))
        x = feed_forward(x, at)
    memory = norm(x, "encoder.final_norm")
    x = weights["tokens"][READS]
    for n in range(L + 1):
        at = "decoder.layers.%d." % n
        y = norm(x, at + "attention_norm")
        x = x + attend(y, y, at + "attention", PAST, bias("decoder", READS.shape[1], False))
        x = x + attend(norm(x, at + "cross_norm"), memory, at + "cross", SOURCE, None)
        x = feed_forward(x, at)
    return norm(x, "decoder.final_norm") @ weights["head"].T, weights


def bart():
    p = Parameters()
    weights = {}

    def linear(name, out, inner):
        weights[name] = p.linear(out, inner)

    def half(name, layers):
        weights[name + ".positions"] = p(T, C)
        weights[name + ".embedding_norm"] = p.norm()
        for n in range(layers):
            at = "%s.layers.%d." % (name, n)
            for sub in ["attention"] + (["cross"] if name == "decoder" else []):
                for part in ("query", "key", "value", "output"):
                    linear(at + sub + "." + part, C, C)
                weights[at + sub + "_norm"] = p.norm()
            linear(at + "feed_forward.in", F, C)
            linear(at + "feed_forward.out", C, F)
            weights[at + "feed_forward_norm"] = p.norm()
    weights["tokens"] = p(V, C)
    half("encoder", L)
    half("decoder", L + 1)

    def norm(x, name):
        return normed(x, weights[name], 1e-5)

    def attend(x, memory, name, allowed):
        parts = {part: weights[name + "." + part] for part in ("query", "key", "value", "output")}
        return mixed(x, memory, parts, allowed, 1 / math.sqrt(C // H))

    def run(name, ids, layers, memory):
        x = norm(weights["tokens"][ids] + weights[name + ".positions"][:ids.shape[1]],
                 name + ".embedding_norm")
        for n in range(layers):
            at = "%s.layers.%d." % (name, n)
            allowed = SOURCE if memory is None else PAST
            x = norm(x + attend(x, x, at + "attention", allowed), at + "attention_norm")
            if memory is not None:
                x = norm(x + attend(x, memory, at + "cross", SOURCE), at + "cross_norm")
            y = apply(gelu(apply(x, weights[at + "feed_forward.in"])),
                      weights[at + "feed_forward.out"])
            x = norm(x + y, at + "feed_forward_norm")
        return x
    x = run("decoder", READS, L + 1, run("encoder", IDS, L, None))
    return x @ weights["tokens"].T, weights


def compare_with_transformers():
    from transformers import (BartConfig, BartForConditionalGeneration, T5Config,
                              T5ForConditionalGeneration)
    expected, ours = t5()
    config = T5Config(
        vocab_size=V, d_model=C, d_kv=D, d_ff=F, num_layers=L, num_decoder_layers=L + 1,
        num_heads=H, relative_attention_num_buckets=BUCKETS,
        relative_attention_max_distance=LONGEST, dropout_rate=0.0, feed_forward_proj="gated-gelu",
        tie_word_embeddings=False, decoder_start_token_id=4)
    # Version 5 takes every T5 for tied until it reads another head from a file.
    config.scale_decoder_outputs = False
    model = T5ForConditionalGeneration(config).double().eval()
    model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.clone())
    state = {"shared.weight": ours["tokens"], "lm_head.weight": ours["head"]}
    for half, layers in (("encoder", L), ("decoder", L + 1)):
        state[half + ".embed_tokens.weight"] = ours["tokens"]
        state[half + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight"] = (
            ours[half + ".position_bias"])
        state[half + ".final_layer_norm.weight"] = ours[half + ".final_norm"]
        for n in range(layers):
            theirs, at = "%s.block.%d.layer." % (half, n), "%s.layers.%d." % (half, n)
            subs = [("SelfAttention", "attention")]
            subs += [("EncDecAttention", "cross")] if half == "decoder" else []
            for i, (name, sub) in enumerate(subs):
                state["%s%d.layer_norm.weight" % (theirs, i)] = ours[at + sub + "_norm"]
                for short, part in zip("qkvo", ("query", "key", "value", "output")):
                    state["%s%d.%s.%s.weight" % (theirs, i, name, short)] = ours[at + sub + "." + part]
            i = len(subs)
            state["%s%d.layer_norm.weight" % (theirs, i)] = ours[at + "feed_forward_norm"]
            for short, part in (("wi_0", "gate"), ("wi_1", "in"), ("wo", "out")):
                state["%s%d.DenseReluDense.%s.weight" % (theirs, i, short)] = (
                    ours[at + "feed_forward." + part])
    print("T5 state dict:", model.load_state_dict(state, strict=False))
    given = dict(input_ids=IDS, attention_mask=ATTEND.long(), decoder_input_ids=READS)
    print("T5 largest difference:", (model(**given).logits - expected).abs().max().item())

    expected, ours = bart()
    model = BartForConditionalGeneration(BartConfig(
        vocab_size=V, d_model=C, encoder_ffn_dim=F, decoder_ffn_dim=F, encoder_layers=L,
        decoder_layers=L + 1, encoder_attention_heads=H, decoder_attention_heads=H,
        max_position_embeddings=T, dropout=0.0, activation_function="gelu", pad_token_id=0,
        bos_token_id=1, eos_token_id=2, decoder_start_token_id=2)).double().eval()
    state = {"final_logits_bias": torch.zeros(1, V), "model.shared.weight": ours["tokens"],
             "lm_head.weight": ours["tokens"]}

    def put(theirs, layer):
        state[theirs + ".weight"], state[theirs + ".bias"] = layer
    for half, layers in (("encoder", L), ("decoder", L + 1)):
        their = "model." + half
        state[their + ".embed_tokens.weight"] = ours["tokens"]
        state[their + ".embed_positions.weight"] = torch.cat(
            [torch.zeros(2, C), ours[half + ".positions"]])
        put(their + ".layernorm_embedding", ours[half + ".embedding_norm"])
        for n in range(layers):
            theirs, at = "%s.layers.%d." % (their, n), "%s.layers.%d." % (half, n)
            subs = [("self_attn", "attention")]
            subs += [("encoder_attn", "cross")] if half == "decoder" else []
            for name, sub in subs:
                put(theirs + name + "_layer_norm", ours[at + sub + "_norm"])
                for short, part in zip("qkv", ("query", "key", "value")):
                    put("%s%s.%s_proj" % (theirs, name, short), ours[at + sub + "." + part])
                put(theirs + name + ".out_proj", ours[at + sub + ".output"])
            put(theirs + "fc1", ours[at + "feed_forward.in"])
            put(theirs + "fc2", ours[at + "feed_forward.out"])
            put(theirs + "final_layer_norm", ours[at + "feed_forward_norm"])
    print("BART state dict:", model.load_state_dict(state, strict=False))
    print("BART largest difference:", (model(**given).logits - expected).abs().max().item())


for name, logits in (("gpt", gpt()), ("bert", bert()), ("t5", t5()[0]), ("bart", bart()[0])):
    print(name, ", ".join(f"{v:.6f}" for v in logits[0, 0]))
    print(name, ", ".join(f"{v:.6f}" for v in logits[1, -1]))
if sys.argv[1:] == ["transformers"]:
    compare_with_transformers()
