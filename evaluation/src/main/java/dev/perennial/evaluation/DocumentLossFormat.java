package dev.perennial.evaluation;

import dev.perennial.tokenize.shard.Fields;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardFormat;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The files of document losses, one a validation shard, one row a document in the shard's order. A change here is a new version of the artefact. */
public final class DocumentLossFormat {

    private static final long ROW_GROUP_BYTES = 16L << 20;
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            """
            message document_loss {
              required fixed_len_byte_array(16) id;
              required binary domain (STRING);
              required double nats;
              required int32 tokens;
              required int64 bytes;
            }
            """);

    private DocumentLossFormat() {}

    public static RecordFile<DocumentLoss> create(Path folder, int shard, Configuration hadoop, int version)
            throws IOException {
        return new RecordFile<>(
                folder,
                file(shard),
                hadoop,
                SCHEMA,
                Map.of(ShardFormat.FORMAT_KEY, "document-loss/" + version),
                ROW_GROUP_BYTES,
                DocumentLossFormat::write);
    }

    /** @param shard its place among the corpus's validation shards */
    public static RecordSource<DocumentLoss> open(Path folder, int shard, Configuration hadoop) {
        return new RecordSource<>(
                new Path(folder, file(shard)), hadoop, FilterCompat.NOOP, DocumentLossFormat::document);
    }

    private static String file(int shard) {
        return String.format(Locale.ROOT, "documents-%05d.parquet", shard);
    }

    private static void write(RecordConsumer row, DocumentLoss document) {
        Fields.add(row, "id", 0, document.id());
        Fields.add(row, "domain", 1, document.domain());
        Fields.add(row, "nats", 2, document.nats());
        Fields.add(row, "tokens", 3, document.tokens());
        Fields.add(row, "bytes", 4, document.bytes());
    }

    private static DocumentLoss document(Group row) {
        return new DocumentLoss(
                row.getBinary("id", 0).getBytes(),
                row.getString("domain", 0),
                row.getDouble("nats", 0),
                row.getInteger("tokens", 0),
                row.getLong("bytes", 0));
    }
}
