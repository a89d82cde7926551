package dev.perennial.evaluation.spark;

import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.DocumentGroups;
import dev.perennial.evaluation.DocumentLoss;
import dev.perennial.evaluation.DocumentLossFormat;
import dev.perennial.evaluation.PackedWindows;
import dev.perennial.evaluation.Scorer;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.kernel.Backend;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One Spark task of an evaluation: a candidate on one validation shard. It writes the documents' losses where they belong; only sums go
 * back to the driver. Tasks of one executor share the candidate's weights.
 *
 * @param shard the place of the shard among the corpus's validation shards
 * @param documents of all validation shards
 * @param first how many documents stand in the shards before
 */
record ShardTask(
        Candidate candidate,
        String folder,
        int version,
        int shard,
        String path,
        long documents,
        long first,
        Windows windows,
        Backend backend)
        implements Serializable {

    /** How text is cut and computed. */
    record Windows(TokenWidth width, int endOfText, int stride, int batch) implements Serializable {}

    TaskSums run(Configuration hadoop) throws IOException {
        try (Scorer scorer = Scorer.load(candidate, hadoop, backend);
                RecordFile<DocumentLoss> file = DocumentLossFormat.create(new Path(folder), shard, hadoop, version)) {
            SumsWriter writer = new SumsWriter(file, new DocumentGroups(documents, first));
            score(scorer, hadoop, writer);
            return writer.finish();
        }
    }

    private void score(Scorer scorer, Configuration hadoop, SumsWriter writer) throws IOException {
        PackedWindows packed = new PackedWindows(
                candidate.members().get(0).model().context(),
                windows.stride(),
                windows.batch(),
                windows.endOfText(),
                scorer);
        try (RecordSource<ShardDocument> rows = ShardFormat.open(new Path(path), hadoop)) {
            for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                ShardDocument each = row;
                packed.add(
                        windows.width().unpack(each.tokens()),
                        nats -> writer.write(new DocumentLoss(
                                each.id(), each.domain(), nats, Math.addExact(each.length(), 1), each.bytes())));
            }
        }
        packed.finish();
    }
}
