package dev.perennial.evaluation.spark;

import dev.perennial.evaluation.DocumentGroups;
import dev.perennial.evaluation.DocumentLoss;
import dev.perennial.evaluation.DocumentLossFormat;
import dev.perennial.evaluation.PackedWindows;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.dl4j.InferenceModel;
import dev.perennial.training.kernel.Backend;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One Spark task of an evaluation: a checkpoint, loaded once, on the validation shards of one corpus. It writes the documents'
 * losses where they belong; only sums go back to the driver.
 */
record ShardTask(
        Checkpoint checkpoint,
        String folder,
        int version,
        List<String> shards,
        long documents,
        TokenWidth width,
        int endOfText,
        int batch,
        Backend backend)
        implements Serializable {

    TaskSums run(Configuration hadoop) throws IOException {
        try (InferenceModel model = InferenceModel.load(checkpoint, hadoop, backend, endOfText);
                RecordFile<DocumentLoss> file = DocumentLossFormat.create(new Path(folder), hadoop, version)) {
            SumsWriter writer = new SumsWriter(file, new DocumentGroups(documents));
            for (String shard : shards) {
                score(shard, model, hadoop, writer);
            }
            return writer.finish();
        }
    }

    private void score(String shard, InferenceModel model, Configuration hadoop, SumsWriter writer) throws IOException {
        PackedWindows windows = new PackedWindows(checkpoint.model().context(), batch, endOfText, model::losses);
        try (RecordSource<ShardDocument> rows = ShardFormat.open(new Path(shard), hadoop)) {
            for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                ShardDocument each = row;
                windows.add(
                        width.unpack(each.tokens()),
                        nats -> writer.write(new DocumentLoss(
                                each.id(), each.domain(), nats, Math.addExact(each.length(), 1), each.bytes())));
            }
        }
        windows.finish();
    }
}
