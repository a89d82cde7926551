"""Tasks scored in PyTorch by the harness's rules, written from their description: the peer of dev.perennial.evaluation.tasks.

    tasks.py MODEL FOLDER    scores FOLDER/*.jsonl and *.csv with the model, and writes FOLDER/scores.json

MODEL is a Hugging Face GPT-NeoX folder with a byte-level tokenizer.json. Each task is named by its file: hellaswag, hellaswag-shots (two
examples out of hellaswag-train), arc, winogrande, mmlu (CSV, one example of mmlu-dev), lambada, text.
"""

import csv
import json
import math
import pathlib
import random
import re
import sys

import torch

import gpt_neox
import hugging_face

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


def accuracy(rows, length):
    best = [max(range(len(lls)), key=lambda i: lls[i] / length(choices[i])) for lls, choices, _ in rows]
    hits = [float(b == gold) for b, (_, _, gold) in zip(best, rows)]
    deviation = math.sqrt(sum((hit - mean(hits)) ** 2 for hit in hits) / (len(hits) - 1))
    return {"value": mean(hits), "standard_error": deviation / math.sqrt(len(hits))}


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def cleaned(text):
    return re.sub(r"\[.*?\]", "", text.strip().replace(" [title]", ". ")).replace("  ", " ")


def hellaswag(row):
    asked = cleaned(row["activity_label"] + ": " + row["ctx_a"] + " " + row["ctx_b"].capitalize())
    return asked, [cleaned(ending) for ending in row["endings"]], int(row["label"])


def arc(row):
    choices = row["question"]["choices"]
    labels = [choice["label"] for choice in choices]
    return (
        f"Question: {row['question']['stem']}\nAnswer:",
        [choice["text"] for choice in choices],
        labels.index(row["answerKey"]),
    )


def mmlu(row):
    listed = "".join(f"\n{letter}. {choice}" for letter, choice in zip("ABCD", row[1:5]))
    return row[0].strip() + listed + "\nAnswer:", list("ABCD"), "ABCD".index(row[5])


def solved(row):
    context, choices, gold = row
    return f"{context} {choices[gold]}\n\n"


def chosen(scorer, rows, before):
    """[log-likelihoods, choices, gold] of each row."""
    return [
        ([scorer.text(before(row) + row[0], " " + choice)[0] for choice in row[1]], row[1], row[2]) for row in rows
    ]


def sampled(rows, pool, count):
    """The examples of each row, drawn one too many so that the row itself can be left out."""
    draws = random.Random(1234)
    drawn = {}
    for number, row in enumerate(rows):
        drawn[number] = [other for other in draws.sample(pool, count + 1) if other != row][:count]
    return drawn


def winogrande(scorer, folder):
    scored = []
    for row in lines(folder / "winogrande.jsonl"):
        start, end = row["sentence"].split("_", 1)
        contexts = [start + row["option1"], start + row["option2"]]
        lls = [scorer.text(context, " " + end.strip())[0] for context in contexts]
        scored.append((lls, contexts, int(row["answer"]) - 1))
    return scored


def lambada(scorer, folder):
    pairs = []
    for row in lines(folder / "lambada.jsonl"):
        *start, word = row["text"].split(" ")
        pairs.append(scorer.text(" ".join(start), " " + word))
    return {
        "log_likelihoods": [[ll] for ll, _ in pairs],
        "acc": {"value": mean([float(likeliest) for _, likeliest in pairs])},
        "perplexity": {"value": math.exp(-mean([ll for ll, _ in pairs]))},
    }


def texts(scorer, folder):
    rows = [row["text"] for row in lines(folder / "text.jsonl")]
    lls = [scorer.rolling(text) for text in rows]
    words, size = sum(len(re.split(r"\s+", text)) for text in rows), sum(len(text.encode()) for text in rows)
    return {
        "log_likelihoods": [[ll] for ll in lls],
        "word_perplexity": {"value": math.exp(-sum(lls) / words)},
        "byte_perplexity": {"value": math.exp(-sum(lls) / size)},
        "bits_per_byte": {"value": -sum(lls) / size / math.log(2)},
    }


def choices(rows, normalised):
    figures = {"log_likelihoods": [lls for lls, _, _ in rows], "acc": accuracy(rows, lambda choice: 1)}
    if normalised:
        figures["acc_norm"] = accuracy(rows, len)
        figures["acc_bytes"] = accuracy(rows, lambda choice: len(choice.encode()))
    return figures


def scores(scorer, folder):
    plain = [hellaswag(row) for row in lines(folder / "hellaswag.jsonl")]
    train = [hellaswag(row) for row in lines(folder / "hellaswag-train.jsonl")]
    shots = sampled(plain, train, 2)
    numbered = {id(row): number for number, row in enumerate(plain)}
    with open(folder / "mmlu_test.csv", newline="") as test, open(folder / "mmlu_dev.csv", newline="") as dev:
        asked, examples = [mmlu(row) for row in csv.reader(test)], [mmlu(row) for row in csv.reader(dev)]
    about = "The following are multiple choice questions (with answers) about mmlu.\n\n" + solved(examples[0])
    return {
        "hellaswag": choices(chosen(scorer, plain, lambda row: ""), True),
        "hellaswag-shots": choices(
            chosen(scorer, plain, lambda row: "".join(solved(each) for each in shots[numbered[id(row)]])), True
        ),
        "arc": choices(chosen(scorer, [arc(row) for row in lines(folder / "arc.jsonl")], lambda row: ""), True),
        "mmlu": choices(chosen(scorer, asked, lambda row: about), False),
        "winogrande": choices(winogrande(scorer, folder), False),
        "lambada": lambada(scorer, folder),
        "text": texts(scorer, folder),
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    target = pathlib.Path(sys.argv[2])
    result = scores(Scorer(pathlib.Path(sys.argv[1])), target)
    (target / "scores.json").write_text(json.dumps(result, indent=1))
