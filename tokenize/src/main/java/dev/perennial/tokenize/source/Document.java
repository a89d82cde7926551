package dev.perennial.tokenize.source;

/**
 * One text as a source file holds it, with the way back to it.
 *
 * <p>The text is bytes because tokenizers, hashes and bits per byte all count bytes.
 *
 * @param line the line in the file, from 1
 * @param utf8Text well-formed UTF-8, never blank; the array is the caller's
 * @param domain the part of its distribution the text belongs to, such as a {@code pile_set_name}
 */
public record Document(long line, byte[] utf8Text, String domain) implements SourceRow {}
