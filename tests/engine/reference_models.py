"""Prints the golden logits of model_test.cpp: GPT-2 and BERT written out anew, in float64.

BERT follows Hugging Face's BertForMaskedLM (separate query, key and value; post-LayerNorm; head
transform with its own LayerNorm; decoder bias), GPT follows nanoGPT. Parameters are not random:
number i of the n-th parameter, in the order of the engine's own list, is sin(0.7 i + 1.3 n) / 4,
plus 1 for LayerNorm weights.
"""
import math

import torch

torch.set_default_dtype(torch.float64)
L, H, C, F, T, V = 2, 2, 8, 16, 6, 11
IDS = torch.tensor([[1, 5, 9, 0, 10, 3], [2, 2, 7, 4, 8, 6]])


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


for name, logits in (("gpt", gpt()), ("bert", bert())):
    print(name, ", ".join(f"{v:.6f}" for v in logits[0, 0]))
    print(name, ", ".join(f"{v:.6f}" for v in logits[1, 5]))
