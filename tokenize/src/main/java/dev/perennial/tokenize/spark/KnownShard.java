package dev.perennial.tokenize.spark;

import java.io.Serializable;

/** A shard of a corpus that is extended, and which texts it may hold. */
record KnownShard(String path, HashRange range) implements Serializable {}
