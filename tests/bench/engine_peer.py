"""nanoGPT's CPU setting in eager PyTorch, one step at a time: the peer of engine_step.

    engine_peer.py TEXT fp32|bf16|mixed THREADS

fp32: nothing cast. bf16: torch.autocast, as nanoGPT does. mixed: what the engine's bf16 does,
matrix products in bfloat16 and attention in float32. AdamW is the fused one, which is faster on a
CPU than nanoGPT's choice. For each line "step" on stdin, takes a step (data and optimizer
included) and prints its seconds.
"""
import math
import sys
import time
import warnings

warnings.filterwarnings("ignore", message="Failed to initialize NumPy")
import torch
import torch.nn as nn
import torch.nn.functional as F

LAYERS, HEADS, WIDTH, CONTEXT, BATCH = 4, 4, 128, 64, 12
PATH, PRECISION, THREADS = sys.argv[1], sys.argv[2], int(sys.argv[3])


def linear(layer, x):
    if PRECISION == "mixed":
        return F.linear(x.to(torch.bfloat16), layer.weight.to(torch.bfloat16))
    return layer(x)


class LayerNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, None, 1e-5)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2 = LayerNorm(), LayerNorm()
        self.c_attn = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.c_proj = nn.Linear(WIDTH, WIDTH, bias=False)
        self.c_fc = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.c_out = nn.Linear(4 * WIDTH, WIDTH, bias=False)

    def forward(self, x):
        b, t, c = x.shape
        qkv = linear(self.c_attn, self.ln_1(x))
        if PRECISION == "mixed":
            qkv = qkv.float()
        q, k, v = (p.view(b, t, HEADS, c // HEADS).transpose(1, 2) for p in qkv.split(c, dim=2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + linear(self.c_proj, y.transpose(1, 2).contiguous().view(b, t, c))
        return x + linear(self.c_out, F.gelu(linear(self.c_fc, self.ln_2(x))))


class GPT(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, WIDTH), nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.ln_f = LayerNorm()
        self.head = nn.Linear(WIDTH, vocabulary, bias=False)
        self.head.weight = self.wte.weight
        for name, p in self.named_parameters():
            if p.dim() >= 2:
                residual = name.endswith(("c_proj.weight", "c_out.weight"))
                nn.init.normal_(p, 0, 0.02 / math.sqrt(2 * LAYERS) if residual else 0.02)

    def forward(self, ids, targets):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        logits = linear(self.head, self.ln_f(x))
        return F.cross_entropy(logits.float().view(-1, logits.size(-1)), targets.view(-1))


def main():
    torch.set_num_threads(THREADS)
    torch.manual_seed(1337)
    raw = open(PATH, "rb").read()
    id_of = {c: i for i, c in enumerate(sorted(set(raw)))}
    ids = torch.tensor([id_of[c] for c in raw])
    train = ids[: int(0.9 * len(ids))]
    model = GPT(len(id_of))
    decayed = [p for p in model.parameters() if p.dim() >= 2]
    plain = [p for p in model.parameters() if p.dim() < 2]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}],
        lr=1e-3, betas=(0.9, 0.99), fused=True)
    iteration = 0

    def step():
        nonlocal iteration
        rate = 1e-3 * min(1, (iteration + 1) / 101)
        for group in optimizer.param_groups:
            group["lr"] = rate
        starts = torch.randint(len(train) - CONTEXT, (BATCH,)).tolist()
        x = torch.stack([train[i : i + CONTEXT] for i in starts])
        y = torch.stack([train[i + 1 : i + 1 + CONTEXT] for i in starts])
        with torch.autocast("cpu", torch.bfloat16, enabled=PRECISION == "bf16"):
            loss = model(x, y)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        iteration += 1
        return loss.item()

    print("ready", sum(p.numel() for p in model.parameters()), "parameters", flush=True)
    for _ in sys.stdin:
        begin = time.perf_counter()
        step()
        print(f"{time.perf_counter() - begin:.9f}", flush=True)


main()
