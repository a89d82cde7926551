package dev.perennial.training.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Store;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.DocumentId;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.model.GptNeoX;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.fs.Path;

/** A stream of random tokens, for measuring: it takes as long to train on as text. */
final class RandomStream {
    private static final int ROW_GROUP = 1 << 20;
    private static final Fingerprint FINGERPRINT = Fingerprint.of("random stream");

    private RandomStream() {}

    static TokenStream write(Store store, GptNeoX model, long sequences) throws IOException {
        int length = model.context() + 1;
        TokenWidth width = TokenWidth.of(model.vocabulary());
        Path folder = new Path(store.root(), "random-stream");
        try (RecordFile<Sequence> file = new RecordFile<>(
                folder,
                StreamFormat.file(0),
                store.hadoop(),
                StreamFormat.SCHEMA,
                ShardFormat.metadata("stream/" + StreamFormat.VERSION, FINGERPRINT, width),
                ROW_GROUP,
                StreamFormat::write)) {
            Span span = new Span(new byte[DocumentId.BYTES], 0, length);
            for (long position = 0; position < sequences; position++) {
                int[] ids = new SplittableRandom(position)
                        .ints(length, 0, model.vocabulary())
                        .toArray();
                file.write(new Sequence(position, "random", position, width.pack(ids, 0, length), List.of(span)));
            }
            file.finish();
        }
        return new TokenStream("random", folder.toString(), FINGERPRINT, sequences, model.context(), sequences, width);
    }
}
