package dev.perennial.mixing.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Writes the sorted pieces of some stream files, in a Spark task. */
record StreamWriter(String folder, int context, TokenWidth width, Fingerprint tokenizer) implements Serializable {
    /** Small row groups, so that a trainer reads a window and not a file. */
    private static final long ROW_GROUP_BYTES = 4L << 20;

    List<FileSummary> write(Iterator<Piece> pieces, Configuration hadoop) throws IOException {
        List<FileSummary> written = new ArrayList<>();
        RowAssembly rows = new RowAssembly(pieces, context + 1, width.bytes());
        while (rows.hasNext()) {
            written.add(writeFile(rows, rows.nextFile(), hadoop));
        }
        return written;
    }

    private FileSummary writeFile(RowAssembly rows, long file, Configuration hadoop) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        Map<String, String> metadata = ShardFormat.metadata("stream/" + StreamFormat.VERSION, tokenizer, width);
        try (RecordFile<Sequence> output = new RecordFile<>(
                new Path(folder),
                StreamFormat.file(file),
                hadoop,
                StreamFormat.SCHEMA,
                metadata,
                ROW_GROUP_BYTES,
                StreamFormat::write)) {
            while (rows.hasNext() && rows.nextFile() == file) {
                Sequence row = rows.next();
                output.write(row);
                counts.merge(row.part(), 1L, Long::sum);
            }
            return new FileSummary(output.finish(), counts);
        }
    }
}
