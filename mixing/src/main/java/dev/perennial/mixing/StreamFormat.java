package dev.perennial.mixing;

import dev.perennial.tokenize.shard.Fields;
import dev.perennial.tokenize.shard.RecordSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns and files of a stream, written and read. A change here is a new {@link #VERSION} and a line in FORMATS.md. */
public final class StreamFormat {
    public static final int VERSION = 1;

    /** Tokens in a file: about 64 MB, whatever the context. */
    private static final long TOKENS_PER_FILE = 32L << 20;

    public static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            """
            message stream {
              required int64 position;
              required binary part (STRING);
              required int64 origin;
              required binary tokens;
              required group spans (LIST) {
                repeated group list {
                  required group element {
                    required fixed_len_byte_array(16) document;
                    required int64 from;
                    required int32 length;
                  }
                }
              }
            }
            """);

    private StreamFormat() {}

    public static long rowsPerFile(int context) {
        return Math.max(1, TOKENS_PER_FILE / context);
    }

    public static String file(long index) {
        return String.format(Locale.ROOT, "stream-%05d.parquet", index);
    }

    public static void write(RecordConsumer row, Sequence sequence) {
        Fields.add(row, "position", 0, sequence.position());
        Fields.add(row, "part", 1, sequence.part());
        Fields.add(row, "origin", 2, sequence.origin());
        Fields.add(row, "tokens", 3, sequence.tokens());
        row.startField("spans", 4);
        row.startGroup();
        row.startField("list", 0);
        for (Span span : sequence.spans()) {
            row.startGroup();
            row.startField("element", 0);
            row.startGroup();
            Fields.add(row, "document", 0, span.document());
            Fields.add(row, "from", 1, span.from());
            Fields.add(row, "length", 2, span.length());
            row.endGroup();
            row.endField("element", 0);
            row.endGroup();
        }
        row.endField("list", 0);
        row.endGroup();
        row.endField("spans", 4);
    }

    /** The sequences of one file whose positions lie in [from, to), in order; row groups outside are not read. */
    public static RecordSource<Sequence> open(Path file, Configuration hadoop, long from, long to) {
        var position = FilterApi.longColumn("position");
        var within = FilterApi.and(FilterApi.gtEq(position, from), FilterApi.lt(position, to));
        return new RecordSource<>(file, hadoop, FilterCompat.get(within), StreamFormat::sequence);
    }

    /** All rows of one file, as they stand. */
    public static RecordSource<Sequence> open(Path file, Configuration hadoop) {
        return new RecordSource<>(file, hadoop, FilterCompat.NOOP, StreamFormat::sequence);
    }

    private static Sequence sequence(Group row) {
        Group list = row.getGroup("spans", 0);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
            Group span = list.getGroup("list", i).getGroup("element", 0);
            spans.add(new Span(
                    span.getBinary("document", 0).getBytes(), span.getLong("from", 0), span.getInteger("length", 0)));
        }
        return new Sequence(
                row.getLong("position", 0),
                row.getString("part", 0),
                row.getLong("origin", 0),
                row.getBinary("tokens", 0).getBytes(),
                spans);
    }
}
