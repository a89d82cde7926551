package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Tells of rising text hashes whether an extended corpus holds them. Its shards are sorted by the same hash, so this is a merge:
 * nothing is shuffled or held, and only one narrow column is read.
 */
final class KnownHashes implements AutoCloseable {
    private final List<Cursor> cursors;

    /** @param sequences shards whose hashes rise over the whole list, for each list */
    KnownHashes(List<List<KnownShard>> sequences, HashRange range, Configuration hadoop) {
        this.cursors = sequences.stream()
                .map(shards -> shards.stream()
                        .filter(shard -> shard.range().overlaps(range))
                        .toList())
                .filter(shards -> !shards.isEmpty())
                .map(shards -> new Cursor(shards.iterator(), hadoop))
                .toList();
    }

    /** Whether it is known; hashes must be asked for in rising order. */
    boolean contains(byte[] hash) throws IOException {
        for (Cursor cursor : cursors) {
            if (cursor.reaches(hash)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        List<IOException> problems = new ArrayList<>();
        for (Cursor cursor : cursors) {
            try {
                cursor.close();
            } catch (IOException e) {
                problems.add(e);
            }
        }
        if (!problems.isEmpty()) {
            throw problems.get(0);
        }
    }

    /** One sequence of shards, read as far as the last hash that was asked for. */
    private static final class Cursor implements AutoCloseable {
        private final Iterator<KnownShard> shards;
        private final Configuration hadoop;
        private RecordSource<byte[]> hashes;
        private byte[] hash = new byte[0];

        Cursor(Iterator<KnownShard> shards, Configuration hadoop) {
            this.shards = shards;
            this.hadoop = hadoop;
        }

        /** Goes on to the first hash that is not smaller, and says whether it is the same. */
        boolean reaches(byte[] wanted) throws IOException {
            while (hash != null && Arrays.compareUnsigned(hash, wanted) < 0) {
                hash = next();
            }
            return Arrays.equals(hash, wanted);
        }

        private byte[] next() throws IOException {
            while (true) {
                byte[] next = hashes == null ? null : hashes.next();
                if (next != null || !shards.hasNext()) {
                    return next;
                }
                close();
                hashes = ShardFormat.openHashes(new Path(shards.next().path()), hadoop);
            }
        }

        @Override
        public void close() throws IOException {
            if (hashes != null) {
                hashes.close();
            }
        }
    }
}
