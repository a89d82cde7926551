"""GPT-NeoX in PyTorch, from its definition: the peer that the Java backends are compared with.

Numerically it is Hugging Face's GPTNeoXForCausalLM: parallel residual, exact GELU, rotate_half on the leading dimensions of
each head, untied embeddings. It reads a folder that the Java side wrote, and writes its own results beside.

    gpt_neox.py gradient FOLDER       one batch: token losses (token-losses.f32) and the flat gradient (gradient.f32)
    gpt_neox.py trajectory FOLDER     AdamW steps: lines of step, loss, gradient norm (trajectory.txt)
    gpt_neox.py time FOLDER           for each number of steps on standard input the CPU and wall seconds a step; at its end, peak MB

FOLDER holds case.json and, in native byte order, parameters.f32 (one flat vector, Hugging Face's tensors in order), ids.i32 and
labels.i32 ([steps, batch, context]). With document-starts.i32 and dropout-keys.i64 beside them, gradient masks attention by document
and drops values: Hugging Face's places of dropout, SplitMix64 instead of PyTorch's own random numbers.
"""

import json
import math
import os
import pathlib
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F


GOLDEN_GAMMA = np.uint64(0x9E3779B97F4A7C15)


def mixed(x):
    """SplitMix64's finalizer."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


class Case:
    """The model's shape, its parameters by name, and the batches."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.__dict__.update(json.loads((self.folder / "case.json").read_text()))
        self.parameters = self.read_parameters()
        self.ids = self.read_tokens("ids.i32")
        self.labels = self.read_tokens("labels.i32")
        self.cosines, self.sines = self.rotary_tables()
        self.mask = torch.full((self.context, self.context), -math.inf).triu(1)
        self.keys = None
        if (self.folder / "document-starts.i32").exists():
            self.read_masks()

    def shapes(self):
        d = self.width
        yield "gpt_neox.embed_in.weight", (self.vocabulary, d)
        for layer in range(self.layers):
            prefix = f"gpt_neox.layers.{layer}."
            for norm in ("input_layernorm", "post_attention_layernorm"):
                yield prefix + norm + ".weight", (d,)
                yield prefix + norm + ".bias", (d,)
            for part, outputs, inputs in (
                ("attention.query_key_value", 3 * d, d),
                ("attention.dense", d, d),
                ("mlp.dense_h_to_4h", 4 * d, d),
                ("mlp.dense_4h_to_h", d, 4 * d),
            ):
                yield prefix + part + ".weight", (outputs, inputs)
                yield prefix + part + ".bias", (outputs,)
        yield "gpt_neox.final_layer_norm.weight", (d,)
        yield "gpt_neox.final_layer_norm.bias", (d,)
        yield "embed_out.weight", (self.vocabulary, d)

    def read_parameters(self):
        flat = torch.from_numpy(np.fromfile(self.folder / "parameters.f32", np.float32))
        parameters, offset = {}, 0
        for name, shape in self.shapes():
            length = math.prod(shape)
            tensor = flat[offset : offset + length].clone().view(shape)
            parameters[name] = tensor.requires_grad_(True)
            offset += length
        assert offset == len(flat), f"parameters.f32 holds {len(flat)} floats, the model {offset}"
        return parameters

    def read_tokens(self, name):
        tokens = torch.from_numpy(np.fromfile(self.folder / name, np.int32)).long()
        return tokens.view(-1, self.batch, self.context)

    def read_masks(self):
        starts = np.fromfile(self.folder / "document-starts.i32", np.int32).reshape(self.batch, 1, self.context, 1)
        foreign = torch.from_numpy(np.arange(self.context) < starts)
        self.mask = self.mask.masked_fill(foreign, -math.inf)
        self.keys = np.fromfile(self.folder / "dropout-keys.i64", np.uint64)

    def drop(self, x, rate, place):
        """Drops values of [batch, ...] by their sequence's key, the place in the model, and their number in the sequence."""
        if self.keys is None:
            return x
        count = x[0].numel()
        with np.errstate(over="ignore"):
            keys = mixed(self.keys + mixed(np.uint64(place + 1) * GOLDEN_GAMMA))
            numbers = mixed(keys[:, None] + np.arange(1, count + 1, dtype=np.uint64) * GOLDEN_GAMMA)
        kept = (numbers >> np.uint64(32)) >= np.uint64(rate * 2**32)
        return x * torch.from_numpy(kept.reshape(x.shape)) / (1 - rate)

    def rotary_tables(self):
        inverse = self.rotary_base ** (-torch.arange(0, self.rotated, 2).double() / self.rotated)
        angles = torch.outer(torch.arange(self.context).double(), inverse)
        angles = torch.cat([angles, angles], -1)
        return angles.cos().float(), angles.sin().float()


def rotate(case, heads):
    """Rotary positions on the leading dimensions of [batch, heads, context, head size]."""
    turned, rest = heads[..., : case.rotated], heads[..., case.rotated :]
    half = case.rotated // 2
    swapped = torch.cat([-turned[..., half:], turned[..., :half]], -1)
    return torch.cat([turned * case.cosines + swapped * case.sines, rest], -1)


def attention(case, x, prefix, place):
    p, head_size = case.parameters, case.width // case.heads
    joint = F.linear(x, p[prefix + "query_key_value.weight"], p[prefix + "query_key_value.bias"])
    joint = joint.view(case.batch, case.context, case.heads, 3 * head_size).transpose(1, 2)
    query, key, value = joint.split(head_size, -1)
    query, key = rotate(case, query), rotate(case, key)
    scores = query @ key.transpose(-1, -2) / math.sqrt(head_size)
    heads = case.drop((scores + case.mask).softmax(-1), case.attention_dropout, place + 1) @ value
    joined = heads.transpose(1, 2).reshape(case.batch, case.context, case.width)
    return F.linear(joined, p[prefix + "dense.weight"], p[prefix + "dense.bias"])


def feed_forward(case, x, prefix):
    p = case.parameters
    hidden = F.gelu(F.linear(x, p[prefix + "dense_h_to_4h.weight"], p[prefix + "dense_h_to_4h.bias"]))
    return F.linear(hidden, p[prefix + "dense_4h_to_h.weight"], p[prefix + "dense_4h_to_h.bias"])


def norm(case, x, name):
    p = case.parameters
    return F.layer_norm(x, (case.width,), p[name + ".weight"], p[name + ".bias"], case.norm_epsilon)


def all_logits(case, ids):
    """What the model gives every token of the vocabulary in every place: [batch, context, vocabulary]."""
    x = case.drop(F.embedding(ids, case.parameters["gpt_neox.embed_in.weight"]), case.hidden_dropout, 0)
    for layer in range(case.layers):
        prefix = f"gpt_neox.layers.{layer}."
        place = 4 * layer
        attended = attention(case, norm(case, x, prefix + "input_layernorm"), prefix + "attention.", place)
        fed = feed_forward(case, norm(case, x, prefix + "post_attention_layernorm"), prefix + "mlp.")
        x = x + case.drop(attended, case.hidden_dropout, place + 2) + case.drop(fed, case.hidden_dropout, place + 3)
    x = norm(case, x, "gpt_neox.final_layer_norm")
    return F.linear(x, case.parameters["embed_out.weight"])


def token_losses(case, ids, labels):
    """The cross-entropy of each token, in nats, 0 of one that has no label: [batch * context]."""
    logits = all_logits(case, ids)
    return F.cross_entropy(logits.view(-1, case.vocabulary), labels.reshape(-1), reduction="none")


def mean(losses, labels):
    """Over the tokens that have a label."""
    return losses.sum() / (labels != -100).sum()


def rate(case, step):
    """Linear warm-up to the peak, then a cosine to a tenth of it; step counts from 0."""
    if step < case.warm_up:
        return case.peak_rate * (step + 1) / case.warm_up
    progress = (step - case.warm_up) / (case.steps - case.warm_up)
    return case.peak_rate * (0.1 + 0.45 * (1 + math.cos(math.pi * progress)))


def optimizer(case):
    matrices = [t for t in case.parameters.values() if t.dim() == 2]
    vectors = [t for t in case.parameters.values() if t.dim() == 1]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.95), eps=1e-8)


def train_step(case, adamw, step):
    """One AdamW step; the loss and the gradient norm before it."""
    for group in adamw.param_groups:
        group["lr"] = rate(case, step)
    adamw.zero_grad(set_to_none=True)
    batch = step % len(case.ids)
    loss = mean(token_losses(case, case.ids[batch], case.labels[batch]), case.labels[batch])
    loss.backward()
    length = torch.nn.utils.clip_grad_norm_(case.parameters.values(), 1.0)
    adamw.step()
    return loss.item(), float(length)


def write_gradient(case):
    losses = token_losses(case, case.ids[0], case.labels[0])
    mean(losses, case.labels[0]).backward()
    losses.detach().numpy().tofile(case.folder / "token-losses.f32")
    flat = torch.cat([tensor.grad.reshape(-1) for tensor in case.parameters.values()])
    flat.numpy().tofile(case.folder / "gradient.f32")


def write_trajectory(case):
    adamw = optimizer(case)
    lines = ["# step, loss in nats before it, gradient norm before clipping; written by tests/peers/gpt_neox.py"]
    for step in range(case.steps):
        loss, length = train_step(case, adamw, step)
        lines.append(f"{step} {loss:.6f} {length:.6f}")
    (case.folder / "trajectory.txt").write_text("\n".join(lines) + "\n")


def measure(case):
    adamw = optimizer(case)
    for step in range(2):
        train_step(case, adamw, step)
    print("READY", flush=True)
    for line in sys.stdin:
        steps, cpu, wall = int(line), time.process_time(), time.perf_counter()
        for step in range(steps):
            train_step(case, adamw, step)
        print((time.process_time() - cpu) / steps, (time.perf_counter() - wall) / steps, flush=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ.get("PEER_THREADS", "1")))
    {"gradient": write_gradient, "trajectory": write_trajectory, "time": measure}[sys.argv[1]](Case(sys.argv[2]))
