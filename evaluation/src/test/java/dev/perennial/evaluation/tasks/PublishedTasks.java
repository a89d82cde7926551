package dev.perennial.evaluation.tasks;

import static dev.perennial.evaluation.tasks.ExampleTasks.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tasks of every format, by the names that task_rows.py has for them; PIQA's answers stand beside its questions. */
final class PublishedTasks {
    private PublishedTasks() {}

    static Map<String, Task> all() {
        Map<String, Task> tasks = new TreeMap<>();
        tasks.put("hellaswag", read(TaskFormat.HELLASWAG, "hellaswag.jsonl"));
        tasks.put("hellaswag-shots", read(TaskFormat.HELLASWAG, 2, "hellaswag.jsonl", "hellaswag-train.jsonl"));
        tasks.put("arc", read(TaskFormat.ARC, "arc.jsonl"));
        tasks.put("m_arc-de", read(TaskFormat.ARC, "m_arc-de.jsonl"));
        tasks.put("piqa", labelled(0, List.of()));
        tasks.put("piqa-shots", labelled(2, files("piqa-train.jsonl")));
        tasks.put("global-piqa", read(TaskFormat.PIQA, "global-piqa.tsv"));
        tasks.put("openbookqa", read(TaskFormat.OPENBOOKQA, "openbookqa.jsonl"));
        tasks.put("winogrande", read(TaskFormat.WINOGRANDE, "winogrande.jsonl"));
        tasks.put("boolq", read(TaskFormat.BOOLQ, "boolq.jsonl"));
        tasks.put(
                "mmlu",
                ExampleTasks.read(
                        source(TaskFormat.MMLU, 1),
                        files("mmlu/arithmetic_test.csv", "mmlu/world_religions_test.csv"),
                        files("mmlu/arithmetic_dev.csv", "mmlu/world_religions_dev.csv")));
        tasks.put("m_mmlu-de", read(TaskFormat.MMLU, "m_mmlu-de.jsonl"));
        tasks.put("global_mmlu-de", read(TaskFormat.MMLU, 1, "global_mmlu-de.jsonl", "global_mmlu-de-dev.jsonl"));
        tasks.put("belebele-eng_Latn", read(TaskFormat.BELEBELE, "belebele-eng_Latn.jsonl"));
        tasks.put("belebele-deu_Latn", read(TaskFormat.BELEBELE, 1, "belebele-deu_Latn.jsonl"));
        tasks.put("lambada", read(TaskFormat.LAMBADA, "lambada.jsonl"));
        tasks.put("wikitext", read(TaskFormat.WIKITEXT, "wikitext.jsonl"));
        tasks.put("text", read(TaskFormat.TEXT, "text.jsonl"));
        return tasks;
    }

    private static Task read(TaskFormat format, String file) {
        return read(format, 0, file);
    }

    private static Task read(TaskFormat format, int shots, String file, String... examples) {
        return ExampleTasks.read(source(format, shots), files(file), files(examples));
    }

    private static Task labelled(int shots, List<Path> examples) {
        Task.Files files = new Task.Files(
                ExampleTasks.hadoop(files("piqa.jsonl")),
                ExampleTasks.hadoop(files("piqa.lst")),
                ExampleTasks.hadoop(examples),
                List.of());
        return Task.read("piqa", source(TaskFormat.PIQA, shots), files, ExampleTasks.HADOOP);
    }

    private static List<Path> files(String... names) {
        return Stream.of(names).map(ExampleTasks.FOLDER::resolve).toList();
    }
}
