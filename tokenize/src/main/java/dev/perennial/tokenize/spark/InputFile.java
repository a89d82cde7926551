package dev.perennial.tokenize.spark;

import java.io.Serializable;

/** A raw file: where it is, what it is called within its corpus, its size, and the SHA-256 of its bytes. */
public record InputFile(String path, String name, long bytes, long modified) implements Serializable {}
