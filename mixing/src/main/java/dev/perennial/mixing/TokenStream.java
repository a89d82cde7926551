package dev.perennial.mixing;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A stream that stands in the store, read by position from anywhere: small enough to travel with a task.
 *
 * @param folder of the artefact
 * @param rowsPerFile positions in each file but the last
 */
public record TokenStream(
        String name,
        String folder,
        Fingerprint fingerprint,
        long sequences,
        int context,
        long rowsPerFile,
        TokenWidth width)
        implements Serializable {
    public static final String KIND = "streams";

    public static TokenStream open(Path folder, Manifest manifest) {
        return new TokenStream(
                manifest.name(),
                folder.toString(),
                manifest.fingerprint(),
                manifest.count("sequences"),
                Math.toIntExact(manifest.count("context")),
                manifest.count("rows_per_file"),
                manifest.count("token_bytes") == TokenWidth.UINT16.bytes() ? TokenWidth.UINT16 : TokenWidth.INT32);
    }

    /** The sequences at positions [from, to), in order, all of them or an error. */
    public List<Sequence> read(long from, long to, Configuration hadoop) {
        List<Sequence> rows = new ArrayList<>();
        for (long file = from / rowsPerFile; file * rowsPerFile < to; file++) {
            Path path = new Path(folder, StreamFormat.file(file));
            try (RecordSource<Sequence> source = StreamFormat.open(path, hadoop, from, to)) {
                for (Sequence row = source.next(); row != null; row = source.next()) {
                    check(row, from + rows.size(), path);
                    rows.add(row);
                }
            } catch (IOException e) {
                throw new PerennialException(
                        ErrorCode.CORRUPT_ARTEFACT, "Cannot read '" + path + "': " + e.getMessage() + ".", e);
            }
        }
        if (rows.size() != to - from) {
            throw new PerennialException(
                    ErrorCode.CORRUPT_ARTEFACT,
                    "Cannot read the stream '" + name + "' at [" + from + ", " + to + "): got " + rows.size()
                            + " rows, expected " + (to - from) + ". Remove '" + folder + "' and run again.");
        }
        return rows;
    }

    private void check(Sequence row, long position, Path path) {
        if (row.position() != position || row.tokens().length != (context + 1) * width.bytes()) {
            throw new PerennialException(
                    ErrorCode.CORRUPT_ARTEFACT,
                    "Cannot read '" + path + "': the row at position " + row.position() + " has "
                            + row.tokens().length / width.bytes() + " tokens, expected position " + position + " and "
                            + (context + 1) + ". Remove '" + folder + "' and run again.");
        }
    }
}
