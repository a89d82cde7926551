"""A GPT-NeoX folder as Hugging Face keeps it, written and read from the format's definition: the peer of import and export.

    hugging_face.py write FOLDER          a Pythia-like model in FOLDER/F32, F16 and BF16: config.json, two shards with their index and
                                          the buffers that older versions stored; and FOLDER/ids.i32; tokenizer.json is the caller's
    hugging_face.py losses IDS FOLDER...  token losses of IDS (ids.i32) under each folder's weights: FOLDER/token-losses.f32
"""

import json
import math
import pathlib
import struct
import sys

import numpy as np
import torch

import gpt_neox

TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "BOOL": torch.bool}
CONFIG = {
    "architectures": ["GPTNeoXForCausalLM"],
    "bos_token_id": 0,
    "eos_token_id": 0,
    "hidden_act": "gelu",
    "hidden_size": 64,
    "initializer_range": 0.02,
    "intermediate_size": 256,
    "layer_norm_eps": 1e-05,
    "max_position_embeddings": 32,
    "model_type": "gpt_neox",
    "num_attention_heads": 4,
    "num_hidden_layers": 3,
    "rotary_emb_base": 10000,
    "rotary_pct": 0.25,
    "tie_word_embeddings": False,
    "torch_dtype": "float16",
    "transformers_version": "4.24.0",
    "use_cache": True,
    "use_parallel_residual": True,
    "vocab_size": 320,
}


class Model(gpt_neox.Case):
    """A folder's model on one batch of ids, each token's label the next one."""

    def __init__(self, folder, ids=None):
        self.folder = pathlib.Path(folder)
        config = json.loads((self.folder / "config.json").read_text())
        self.vocabulary, self.width = config["vocab_size"], config["hidden_size"]
        self.layers, self.heads = config["num_hidden_layers"], config["num_attention_heads"]
        self.context, self.norm_epsilon = config["max_position_embeddings"], config["layer_norm_eps"]
        self.rotary_base = config["rotary_emb_base"]
        self.rotated = int(config["rotary_pct"] * (self.width // self.heads))
        self.attention_dropout = self.hidden_dropout = 0
        self.cosines, self.sines = self.rotary_tables()
        self.mask = torch.full((self.context, self.context), -math.inf).triu(1)
        self.keys = None
        if ids is not None:
            self.batch = len(ids) // (self.context + 1)
            self.ids = torch.from_numpy(ids).long().view(self.batch, self.context + 1)

    def losses(self):
        self.parameters = {name: tensor.float() for name, tensor in read(self.folder).items()}
        return gpt_neox.token_losses(self, self.ids[:, :-1], self.ids[:, 1:])


def write_file(path, tensors):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        kind = next(kind for kind, dtype in TYPES.items() if dtype == tensor.dtype)
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.contiguous().view(-1).view(torch.uint8).numpy().tobytes())


def read(folder):
    """All tensors of all files, by name."""
    tensors = {}
    for path in sorted(folder.glob("*.safetensors")):
        raw = path.read_bytes()
        (length,) = struct.unpack("<Q", raw[:8])
        header = json.loads(raw[8 : 8 + length])
        header.pop("__metadata__", None)
        for name, entry in header.items():
            start, end = (8 + length + at for at in entry["data_offsets"])
            flat = torch.frombuffer(bytearray(raw[start:end]), dtype=TYPES[entry["dtype"]])
            tensors[name] = flat.view(entry["shape"])
    return tensors


def write(folder, kind):
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(CONFIG, indent=2))
    model = Model(folder)
    torch.manual_seed(7)
    tensors = {}
    for name, shape in model.shapes():
        scale = 0.05 if len(shape) == 2 else 0.2
        tensors[name] = (torch.randn(shape) * scale + name.endswith("norm.weight")).to(TYPES[kind])
    for layer in range(model.layers):
        prefix = f"gpt_neox.layers.{layer}.attention."
        tensors[prefix + "bias"] = torch.ones(1, 1, model.context, model.context).tril().bool()
        tensors[prefix + "masked_bias"] = torch.tensor(-1e9).to(TYPES["BF16"])
        tensors[prefix + "rotary_emb.inv_freq"] = torch.ones(model.rotated // 2)
    # The most awkward numbers: signed zero, the smallest and the largest.
    info = torch.finfo(TYPES[kind])
    tensors["gpt_neox.embed_in.weight"][319, :4] = torch.tensor([-0.0, info.tiny, info.smallest_normal / 2, info.eps])
    names = list(tensors)
    halves = {"model-00001-of-00002.safetensors": names[::2], "model-00002-of-00002.safetensors": names[1::2]}
    for file, part in halves.items():
        write_file(folder / file, {name: tensors[name] for name in part})
    index = {"metadata": {"total_size": 0}, "weight_map": {name: file for file, part in halves.items() for name in part}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


if __name__ == "__main__":
    torch.set_num_threads(1)
    if sys.argv[1] == "write":
        target = pathlib.Path(sys.argv[2])
        for kind in ("F32", "F16", "BF16"):
            write(target / kind, kind)
        torch.randint(0, 257, (3 * 33,), dtype=torch.int32).numpy().tofile(target / "ids.i32")
    else:
        ids = np.fromfile(sys.argv[2], np.int32)
        for folder in sys.argv[3:]:
            model = Model(folder, ids)
            model.losses().numpy().tofile(model.folder / "token-losses.f32")
