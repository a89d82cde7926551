package dev.perennial.mixing.spark;

import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.RowProof;
import dev.perennial.tokenize.shard.RecordSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The traces of one file of a stream as it stands, row by row. What is missing, out of order or unreadable is a trace too, of the
 * position where it begins.
 */
final class StreamFileTraces implements Iterator<Trace> {
    private final RowProof proof;
    private final Path file;
    private final long end;
    private final Tracer tracer;
    private final Configuration hadoop;
    private final Deque<Trace> ready = new ArrayDeque<>();
    private RecordSource<Sequence> rows;
    private long expected;
    private boolean finished;

    StreamFileTraces(RowProof proof, TokenStream stream, long file, Configuration hadoop) {
        this.proof = proof;
        this.file = new Path(stream.folder(), StreamFormat.file(file));
        this.expected = file * stream.rowsPerFile();
        this.end = Math.min(stream.sequences(), expected + stream.rowsPerFile());
        this.tracer = new Tracer(stream.width().bytes());
        this.hadoop = hadoop;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !finished) {
            try {
                advance();
            } catch (PerennialException e) {
                finish("the row cannot be read: " + e.getMessage());
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Trace next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void advance() {
        rows = rows == null ? StreamFormat.open(file, hadoop) : rows;
        Sequence row = rows.next();
        if (row == null && expected == end) {
            close();
        } else if (row == null) {
            finish("the row is missing");
        } else if (expected == end) {
            finish("there is a row after the last of '" + file.getName() + "', at position " + row.position());
        } else if (row.position() != expected) {
            finish("the row that stands here says position " + row.position());
        } else {
            proof.check(row)
                    .ifPresent(difference -> ready.add(Trace.fault(difference.position(), difference.message())));
            ready.addAll(tracer.of(row));
            expected++;
        }
    }

    private void finish(String fault) {
        ready.add(Trace.fault(expected, fault));
        close();
    }

    private void close() {
        finished = true;
        try {
            if (rows != null) {
                rows.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
