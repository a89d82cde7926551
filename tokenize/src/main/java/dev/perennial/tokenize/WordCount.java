package dev.perennial.tokenize;

/** A word, as the bytes of its UTF-8, and how often it occurs. */
public record WordCount(byte[] word, long count) {}
