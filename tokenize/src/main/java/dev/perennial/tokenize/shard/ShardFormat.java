package dev.perennial.tokenize.shard;

import dev.perennial.conf.Fingerprint;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a shard, written and read. A change here is a new {@link #VERSION} and a line in FORMATS.md. */
public final class ShardFormat {
    public static final int VERSION = 2;
    public static final String WIDTH_KEY = "perennial.token-width";
    public static final String TOKENIZER_KEY = "perennial.tokenizer";
    public static final String FORMAT_KEY = "perennial.format";

    public static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            """
            message shard {
              required fixed_len_byte_array(16) id;
              required fixed_len_byte_array(16) text_hash;
              required binary source (STRING);
              required int64 line;
              required binary domain (STRING);
              required int64 bytes;
              required int32 n_tokens;
              required binary tokens;
            }
            """);

    private static final MessageType HASHES = new MessageType(SCHEMA.getName(), SCHEMA.getType("text_hash"));
    private static final MessageType WITHOUT_TOKENS =
            new MessageType(SCHEMA.getName(), SCHEMA.getFields().subList(0, SCHEMA.getFieldIndex("tokens")));

    private ShardFormat() {}

    /** The footer's metadata, which makes a file readable without its manifest. */
    public static Map<String, String> metadata(String format, Fingerprint tokenizer, TokenWidth width) {
        return Map.of(
                FORMAT_KEY,
                format,
                TOKENIZER_KEY,
                tokenizer.hex(),
                WIDTH_KEY,
                width.name().toLowerCase(Locale.ROOT) + "-le");
    }

    public static void write(RecordConsumer row, ShardDocument document) {
        Fields.add(row, "id", 0, document.id());
        Fields.add(row, "text_hash", 1, document.textHash());
        Fields.add(row, "source", 2, document.source());
        Fields.add(row, "line", 3, document.line());
        Fields.add(row, "domain", 4, document.domain());
        Fields.add(row, "bytes", 5, document.bytes());
        Fields.add(row, "n_tokens", 6, document.length());
        Fields.add(row, "tokens", 7, document.tokens());
    }

    /** The documents of one shard, in their order. */
    public static RecordSource<ShardDocument> open(
            org.apache.hadoop.fs.Path file, org.apache.hadoop.conf.Configuration hadoop) {
        return new RecordSource<>(file, hadoop, FilterCompat.NOOP, ShardFormat::document);
    }

    /** The text hashes of one shard, in their order: no other column is read. */
    public static RecordSource<byte[]> openHashes(
            org.apache.hadoop.fs.Path file, org.apache.hadoop.conf.Configuration hadoop) {
        org.apache.hadoop.conf.Configuration narrow = new org.apache.hadoop.conf.Configuration(hadoop);
        narrow.set(ReadSupport.PARQUET_READ_SCHEMA, HASHES.toString());
        return new RecordSource<>(file, narrow, FilterCompat.NOOP, row -> row.getBinary("text_hash", 0)
                .getBytes());
    }

    /** The documents of one shard that have one of these ids, without their tokens; row groups that cannot hold one are not read. */
    public static RecordSource<ShardDocument> find(
            org.apache.hadoop.fs.Path file, org.apache.hadoop.conf.Configuration hadoop, Collection<byte[]> ids) {
        FilterPredicate wanted = ids.stream()
                .map(id -> FilterApi.eq(FilterApi.binaryColumn("id"), Binary.fromConstantByteArray(id)))
                .map(FilterPredicate.class::cast)
                .reduce(FilterApi::or)
                .orElseThrow();
        return narrow(file, hadoop, FilterCompat.get(wanted));
    }

    /** The documents of one shard, in their order, without their tokens. */
    public static RecordSource<ShardDocument> openWithoutTokens(
            org.apache.hadoop.fs.Path file, org.apache.hadoop.conf.Configuration hadoop) {
        return narrow(file, hadoop, FilterCompat.NOOP);
    }

    private static RecordSource<ShardDocument> narrow(
            org.apache.hadoop.fs.Path file, org.apache.hadoop.conf.Configuration hadoop, FilterCompat.Filter filter) {
        org.apache.hadoop.conf.Configuration narrow = new org.apache.hadoop.conf.Configuration(hadoop);
        narrow.set(ReadSupport.PARQUET_READ_SCHEMA, WITHOUT_TOKENS.toString());
        return new RecordSource<>(file, narrow, filter, row -> document(row, new byte[0]));
    }

    private static ShardDocument document(Group row) {
        return document(row, row.getBinary("tokens", 0).getBytes());
    }

    private static ShardDocument document(Group row, byte[] tokens) {
        return new ShardDocument(
                row.getBinary("id", 0).getBytes(),
                row.getBinary("text_hash", 0).getBytes(),
                row.getString("source", 0),
                row.getLong("line", 0),
                row.getString("domain", 0),
                row.getLong("bytes", 0),
                row.getInteger("n_tokens", 0),
                tokens);
    }
}
