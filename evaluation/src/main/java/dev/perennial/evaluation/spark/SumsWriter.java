package dev.perennial.evaluation.spark;

import dev.perennial.evaluation.DocumentGroups;
import dev.perennial.evaluation.DocumentLoss;
import dev.perennial.evaluation.LossSums;
import dev.perennial.tokenize.shard.RecordFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;

/** Writes documents' losses and adds them up in their order. */
final class SumsWriter {
    private final RecordFile<DocumentLoss> file;
    private final DocumentGroups groups;
    private final TreeMap<String, LossSums> domains = new TreeMap<>();
    private LossSums total = LossSums.ZERO;

    SumsWriter(RecordFile<DocumentLoss> file, DocumentGroups groups) {
        this.file = file;
        this.groups = groups;
    }

    void write(DocumentLoss document) {
        try {
            file.write(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        groups.add(document);
        domains.merge(document.domain(), LossSums.ZERO.plus(document), (sums, ignored) -> sums.plus(document));
        total = total.plus(document);
    }

    TaskSums finish() throws IOException {
        return new TaskSums(total, domains, groups, List.of(file.finish()));
    }
}
