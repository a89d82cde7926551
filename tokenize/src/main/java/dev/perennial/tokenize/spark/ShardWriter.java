package dev.perennial.tokenize.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest.FileEntry;
import dev.perennial.conf.Share;
import dev.perennial.conf.WholeFile;
import dev.perennial.tokenize.shard.DocumentId;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes the shards of one partition, sorted by text hash: drops repeated texts and parts train from validation on the way.
 *
 * <p>Equal texts have equal hashes and so lie next to each other; the first by file and line stays, unless a corpus that is
 * extended holds the text already.
 *
 * @param shards how many ranges of hashes there are
 * @param known the shards of the corpus that is extended
 */
record ShardWriter(
        String folder,
        String distribution,
        Share validation,
        int shards,
        TokenWidth width,
        Fingerprint tokenizer,
        List<List<KnownShard>> known)
        implements Serializable {
    private static final long ROW_GROUP_BYTES = 16L << 20;
    static final String REJECTED_FILE = "rejected/rejected.jsonl";

    /** What a partition wrote: its shards, and counts by name. */
    record Written(List<ShardSummary> shards, Map<String, Long> counts) implements Serializable {}

    Written write(Iterator<TokenizedRow> rows, Configuration hadoop) throws IOException {
        Written written = new Written(new ArrayList<>(), new TreeMap<>());
        Lookahead<TokenizedRow> ahead = new Lookahead<>(rows);
        while (ahead.hasNext()) {
            if (ahead.peek().shard() == TokenizedRow.REJECTED) {
                writeRejected(ahead, written.counts(), hadoop);
            } else {
                writeShard(ahead, written, hadoop);
            }
        }
        return written;
    }

    /** Whether a text is held out, by the second 32 bits of its hash, exactly at the share. */
    static Split split(byte[] hash, Share validation) {
        long bits = Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt(Integer.BYTES));
        return bits < validation.of(1L << Integer.SIZE) ? Split.VALIDATION : Split.TRAIN;
    }

    private void writeShard(Lookahead<TokenizedRow> rows, Written written, Configuration hadoop) throws IOException {
        int shard = rows.peek().shard();
        try (ShardFile train = open(Split.TRAIN, shard, hadoop);
                ShardFile held = open(Split.VALIDATION, shard, hadoop);
                KnownHashes standing = new KnownHashes(known, HashRange.of(shard, shards), hadoop)) {
            byte[] previous = new byte[0];
            while (rows.hasNext() && rows.peek().shard() == shard) {
                TokenizedRow row = rows.next();
                if (Arrays.equals(previous, row.hash()) || standing.contains(row.hash())) {
                    written.counts().merge("duplicates", 1L, Long::sum);
                } else {
                    (split(row.hash(), validation) == Split.TRAIN ? train : held).add(document(row));
                }
                previous = row.hash();
            }
            written.shards().add(train.finish());
            written.shards().add(held.finish());
        }
    }

    private ShardFile open(Split split, int shard, Configuration hadoop) throws IOException {
        return new ShardFile(
                split,
                shard,
                new RecordFile<>(
                        new Path(folder),
                        split.file(shard),
                        hadoop,
                        ShardFormat.SCHEMA,
                        ShardFormat.metadata("shard/" + ShardFormat.VERSION, tokenizer, width),
                        ROW_GROUP_BYTES,
                        ShardFormat::write));
    }

    private ShardDocument document(TokenizedRow row) {
        return new ShardDocument(
                DocumentId.of(distribution, row.source(), row.line(), row.hash()),
                row.hash(),
                row.source(),
                row.line(),
                row.domain(),
                row.bytes(),
                row.length(),
                row.tokens());
    }

    private void writeRejected(Lookahead<TokenizedRow> rows, Map<String, Long> counts, Configuration hadoop)
            throws IOException {
        Path file = new Path(folder, REJECTED_FILE);
        try (WholeFile whole = WholeFile.attempt(file.getFileSystem(hadoop), file)) {
            OutputStream out = new BufferedOutputStream(whole.stream());
            while (rows.hasNext() && rows.peek().shard() == TokenizedRow.REJECTED) {
                TokenizedRow row = rows.next();
                counts.merge("rejected", 1L, Long::sum);
                counts.merge("rejected " + row.domain(), 1L, Long::sum);
                out.write((Json.line(new Rejection(row.source(), row.line(), row.domain(), row.reason())) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            whole.commit();
        }
    }

    private record Rejection(String file, long line, String code, String reason) {}

    /** One shard file and its running totals. */
    private static final class ShardFile implements AutoCloseable {
        private final Split split;
        private final int shard;
        private final RecordFile<ShardDocument> file;
        private long documents;
        private long tokens;
        private long bytes;

        ShardFile(Split split, int shard, RecordFile<ShardDocument> file) {
            this.split = split;
            this.shard = shard;
            this.file = file;
        }

        void add(ShardDocument document) throws IOException {
            file.write(document);
            documents++;
            tokens += document.length();
            bytes += document.bytes();
        }

        ShardSummary finish() throws IOException {
            FileEntry entry = file.finish();
            return new ShardSummary(entry, split, shard, documents, tokens, bytes);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
