"""Rows of the tasks in a folder, prompted by the harness's rules, written from their description; a task is named by its file."""

import csv
import dataclasses
import json
import random
import re


@dataclasses.dataclass
class Row:
    """A question: what is given and what is scored for each choice, with which text an example of it is shown."""

    pairs: list
    choices: list
    gold: int
    solved: str
    subject: str = ""

    def after(self, text):
        return dataclasses.replace(self, pairs=[(text + given, scored) for given, scored in self.pairs])


def asked(context, choices, gold, subject=""):
    return Row([(context, " " + choice) for choice in choices], choices, gold, context + " " + choices[gold], subject)


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def table(path, delimiter):
    with open(path, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def cleaned(text):
    return re.sub(r"\[.*?\]", "", text.strip().replace(" [title]", ". ")).replace("  ", " ")


def hellaswag(row):
    text = cleaned(row["activity_label"] + ": " + row["ctx_a"] + " " + row["ctx_b"].capitalize())
    return asked(text, [cleaned(ending) for ending in row["endings"]], int(row["label"]))


def stem_and_choices(row):
    listed = row["question"]["choices"]
    gold = [choice["label"] for choice in listed].index(row["answerKey"].lstrip())
    return row["question"]["stem"], [choice["text"] for choice in listed], gold


def arc(row):
    stem, choices, gold = stem_and_choices(row)
    return asked(f"Question: {stem}\nAnswer:", choices, gold)


def m_arc(row):
    options = [row["option_" + letter] for letter in "abcde"]
    text = f"Question: {cleaned(row['instruction'])}\nAnswer:"
    return asked(text, [cleaned(option) for option in options if option], "ABCDE".index(row["answer"]))


def piqa(row, label):
    return asked(f"Question: {row['goal']}\nAnswer:", [row["sol1"], row["sol2"]], int(label))


def winogrande(row):
    start, end = row["sentence"].split("_", 1)
    options = [start + row["option1"], start + row["option2"]]
    gold = int(row["answer"]) - 1
    end = " " + end.strip()
    return Row([(option, end) for option in options], options, gold, options[gold] + end)


def boolq(row):
    text = f"{row['passage']}\nQuestion: {row['question']}?\nAnswer:"
    return asked(text, ["no", "yes"], int(row.get("answer", row.get("label"))))


def lettered(question, choices, answer, subject=""):
    listed = "".join(f"\n{letter}. {choice}" for letter, choice in zip("ABCD", choices))
    return asked(f"{question.strip()}{listed}\nAnswer:", list("ABCD"), "ABCD".index(answer), subject)


def optioned(row, question, subject=""):
    return lettered(row[question], [row["option_" + letter] for letter in "abcd"], row["answer"], subject)


def belebele(row):
    answers = "".join(f"\n{letter}: {row['mc_answer' + number]}" for letter, number in zip("ABCD", "1234"))
    text = f"P: {row['flores_passage']}\nQ: {row['question'].strip()}{answers}\nAnswer:"
    return asked(text, list("ABCD"), int(row["correct_answer_num"]) - 1)


def drawn(rows, pool, count):
    """After examples that are drawn, one too many so that the row itself can be left out."""
    draws = random.Random(1234)
    after = []
    for row in rows:
        examples = [other for other in draws.sample(pool, count + 1) if other != row][:count]
        after.append(row.after("".join(example.solved + "\n\n" for example in examples)))
    return after


def first(rows, pool, count, about=lambda row: ""):
    """After the first examples of the row's subject that are not the row."""
    after = []
    for row in rows:
        examples = [other for other in pool if other.subject == row.subject and other != row][:count]
        after.append(row.after(about(row) + "".join(example.solved + "\n\n" for example in examples)))
    return after


def mmlu(folder, split):
    rows = []
    for path in sorted(folder.glob(f"mmlu/*_{split}.csv")):
        subject = path.stem.removesuffix("_" + split)
        rows += [lettered(row[0], row[1:5], row[5], subject) for row in table(path, ",")]
    return rows


def about(row):
    return f"The following are multiple choice questions (with answers) about {row.subject.replace('_', ' ')}.\n\n"


def choices(folder):
    """By name: the rows, and whether their likelihoods are also held against the choices' lengths."""
    plain = [hellaswag(row) for row in lines(folder / "hellaswag.jsonl")]
    physical = [piqa(*pair) for pair in zip(lines(folder / "piqa.jsonl"), open(folder / "piqa.lst"))]
    household = [piqa(row, row["label"]) for row in lines(folder / "piqa-train.jsonl")]
    german = [belebele(row) for row in lines(folder / "belebele-deu_Latn.jsonl")]
    cohere, dev = (
        [optioned(row, "question", row["subject"]) for row in lines(folder / f"global_mmlu-de{end}.jsonl")]
        for end in ("", "-dev")
    )
    opened = [stem_and_choices(row) for row in lines(folder / "openbookqa.jsonl")]
    solutions = [asked(row[0], row[1:3], int(row[3])) for row in table(folder / "global-piqa.tsv", "\t")[1:]]
    return {
        "hellaswag": (plain, True),
        "hellaswag-shots": (drawn(plain, [hellaswag(row) for row in lines(folder / "hellaswag-train.jsonl")], 2), True),
        "arc": ([arc(row) for row in lines(folder / "arc.jsonl")], True),
        "m_arc-de": ([m_arc(row) for row in lines(folder / "m_arc-de.jsonl")], True),
        "piqa": (physical, True),
        "piqa-shots": (drawn(physical, household, 2), True),
        "global-piqa": (solutions, True),
        "openbookqa": ([asked(*each) for each in opened], True),
        "winogrande": ([winogrande(row) for row in lines(folder / "winogrande.jsonl")], False),
        "boolq": ([boolq(row) for row in lines(folder / "boolq.jsonl")], False),
        "mmlu": (first(mmlu(folder, "test"), mmlu(folder, "dev"), 1, about), False),
        "m_mmlu-de": ([optioned(row, "instruction") for row in lines(folder / "m_mmlu-de.jsonl")], False),
        "global_mmlu-de": (first(cohere, dev, 1), False),
        "belebele-eng_Latn": ([belebele(row) for row in lines(folder / "belebele-eng_Latn.jsonl")], True),
        "belebele-deu_Latn": (first(german, german, 1), True),
    }


def last_words(folder):
    pairs = []
    for row in lines(folder / "lambada.jsonl"):
        *start, word = row["text"].split(" ")
        pairs.append((" ".join(start), " " + word))
    return pairs


def joined(page):
    """WikiText writes signs and numbers apart; this undoes it."""
    page = page.replace("s '", "s'")
    for sign in "-,.":
        page = page.replace(f" @{sign}@ ", sign)
    for sign in ":;.!?,":
        page = page.replace(f" {sign} ", sign + " ")
    for opening, closing in ("()", "[]", "{}", '""', "''"):
        inner = rf"\{opening}\s*([^\{closing}]*?)\s*\{closing}"
        page = re.sub(inner, lambda match: opening + match[1] + closing, page)
    for count in (4, 3, 2):
        page = page.replace(" ".join("=" * count), "=" * count)
    page = page.replace(" \N{DEGREE SIGN} ", "\N{DEGREE SIGN}").replace(" \n", "\n").replace("\n ", "\n")
    return page.replace(" N ", " 1 ").replace(" 's", "'s")


def passages(folder):
    """By name: texts as they are read, and as they were published."""
    pages = [row["page"] for row in lines(folder / "wikitext.jsonl")]
    texts = [row["text"] for row in lines(folder / "text.jsonl")]
    return {"wikitext": [(joined(page), page) for page in pages], "text": [(text, text) for text in texts]}
