package dev.perennial.tokenize.shard;

/**
 * A tokenised document, one row of a shard.
 *
 * @param id 16 bytes, see {@link DocumentId}
 * @param textHash the first 16 bytes of the SHA-256 of the text: equal texts are one document
 * @param source the input file, relative to the corpus's common folder
 * @param line of the input file, from 1
 * @param domain such as a {@code pile_set_name}
 * @param bytes of the text in UTF-8
 * @param tokens packed by the shard's {@link TokenWidth}
 */
public record ShardDocument(
        byte[] id, byte[] textHash, String source, long line, String domain, long bytes, int length, byte[] tokens) {}
