"""Tasks scored in PyTorch by the harness's rules, written from their description: the peer of dev.perennial.evaluation.tasks.

    tasks.py MODEL FOLDER FILE    scores the tasks of FOLDER (see task_rows.py) with the model, and writes the figures to FILE

MODEL is a Hugging Face GPT-NeoX folder with a byte-level tokenizer.json.
"""

import json
import math
import pathlib
import random
import re
import sys

import torch

import gpt_neox
import hugging_face
import task_rows

WORDS = re.compile(r"'(?:[stmd]|re|ve|ll)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def byte_letters():
    """The characters that stand for bytes in a vocabulary."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in kept]
    return {**{byte: chr(byte) for byte in kept}, **{byte: chr(256 + i) for i, byte in enumerate(others)}}


class Tokenizer:
    def __init__(self, path):
        model = json.loads(path.read_text())["model"]
        self.ids = model["vocab"]
        merges = [tuple(m.split(" ")) if isinstance(m, str) else tuple(m) for m in model["merges"]]
        self.ranks = {pair: rank for rank, pair in enumerate(merges)}
        self.letters = byte_letters()

    def encode(self, text):
        ids = []
        for word in WORDS.findall(text):
            parts = [self.letters[byte] for byte in word.encode()]
            while True:
                ranked = [(self.ranks.get(pair, math.inf), i) for i, pair in enumerate(zip(parts, parts[1:]))]
                rank, i = min(ranked, default=(math.inf, 0))
                if rank == math.inf:
                    break
                parts[i : i + 2] = [parts[i] + parts[i + 1]]
            ids += [self.ids[part] for part in parts]
        return ids


class Scorer:
    def __init__(self, folder):
        self.model = hugging_face.Model(folder)
        self.model.parameters = {name: tensor.float() for name, tensor in hugging_face.read(folder).items()}
        self.tokenizer = Tokenizer(folder / "tokenizer.json")
        self.most = self.model.context

    def tokens(self, context, continuation):
        """The log-likelihood of the continuation's tokens, and whether each is the likeliest."""
        tokens = (context + continuation)[-self.most - 1 :]
        model, count = self.model, len(continuation)
        model.batch, model.context = 1, len(tokens) - 1
        model.cosines, model.sines = model.rotary_tables()
        model.mask = torch.full((model.context, model.context), -math.inf).triu(1)
        with torch.no_grad():
            logits = gpt_neox.all_logits(model, torch.tensor([tokens[:-1]]))[0][-count:].log_softmax(-1)
        wanted = torch.tensor(tokens[-count:])
        chosen = logits.gather(1, wanted[:, None]).double()
        return float(chosen.sum()), bool((logits.argmax(-1) == wanted).all())

    def text(self, context, continuation):
        spaces = len(context) - len(context.rstrip())
        if spaces:
            context, continuation = context[:-spaces], context[-spaces:] + continuation
        encode = self.tokenizer.encode
        if context == "":
            return self.tokens([0], encode(continuation))
        given = encode(context)
        return self.tokens(given, encode(context + continuation)[len(given) :])

    def rolling(self, text):
        tokens, total = self.tokenizer.encode(text), 0.0
        total += self.tokens([0], tokens[: self.most])[0]
        for done in range(self.most, len(tokens), self.most):
            end = min(len(tokens), done + self.most)
            count = end - done
            total += self.tokens(tokens[end - self.most - 1 : end - count], tokens[end - count : end])[0]
        return total


def mean(values):
    return sum(values) / len(values)


def deviation(values):
    return math.sqrt(sum((value - mean(values)) ** 2 for value in values) / (len(values) - 1))


def accuracy(scored, length):
    """Of all questions; the standard error is that of the mean, about the mean of each subject."""
    hits = {}
    for row, lls in scored:
        best = max(range(len(lls)), key=lambda i: lls[i] / length(row.choices[i]))
        hits.setdefault(row.subject, []).append(float(best == row.gold))
    count = sum(len(values) for values in hits.values())
    squares = sum((hit - mean(values)) ** 2 for values in hits.values() for hit in values)
    return {
        "value": sum(map(sum, hits.values())) / count,
        "standard_error": math.sqrt(squares / (count - len(hits)) / count),
    }


def choice_figures(scorer, rows, normalised):
    scored = [(row, [scorer.text(*pair)[0] for pair in row.pairs]) for row in rows]
    figures = {"log_likelihoods": [lls for _, lls in scored], "acc": accuracy(scored, lambda choice: 1)}
    if normalised:
        figures["acc_norm"] = accuracy(scored, len)
        figures["acc_bytes"] = accuracy(scored, lambda choice: len(choice.encode()))
    return figures


def resampled_error(lls):
    """The deviation of a hundred thousand perplexities, a generator of its own for each thousand."""
    perplexities = []
    for seed in range(100):
        draws = random.Random(seed)
        perplexities += [math.exp(-mean(draws.choices(lls, k=len(lls)))) for _ in range(1000)]
    return deviation(perplexities)


def cloze_figures(scorer, pairs):
    scores = [scorer.text(*pair) for pair in pairs]
    lls, hits = [ll for ll, _ in scores], [float(likeliest) for _, likeliest in scores]
    return {
        "log_likelihoods": [[ll] for ll in lls],
        "acc": {"value": mean(hits), "standard_error": deviation(hits) / math.sqrt(len(hits))},
        "perplexity": {"value": math.exp(-mean(lls)), "standard_error": resampled_error(lls)},
    }


def passage_figures(scorer, passages):
    """Scored as they are read, counted as they were published."""
    lls = [scorer.rolling(read) for read, _ in passages]
    words = sum(len(re.split(r"\s+", published)) for _, published in passages)
    size = sum(len(published.encode()) for _, published in passages)
    return {
        "log_likelihoods": [[ll] for ll in lls],
        "word_perplexity": {"value": math.exp(-sum(lls) / words)},
        "byte_perplexity": {"value": math.exp(-sum(lls) / size)},
        "bits_per_byte": {"value": -sum(lls) / size / math.log(2)},
    }


def figures(scorer, folder):
    all_figures = {}
    for name, (rows, normalised) in task_rows.choices(folder).items():
        all_figures[name] = choice_figures(scorer, rows, normalised)
    all_figures["lambada"] = cloze_figures(scorer, task_rows.last_words(folder))
    for name, passages in task_rows.passages(folder).items():
        all_figures[name] = passage_figures(scorer, passages)
    return all_figures


if __name__ == "__main__":
    torch.set_num_threads(1)
    result = figures(Scorer(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2]))
    pathlib.Path(sys.argv[3]).write_text(json.dumps(result, indent=1))
