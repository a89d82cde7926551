package dev.perennial.mixing.spark;

import dev.perennial.conf.Manifest.FileEntry;
import java.io.Serializable;
import java.util.Map;

/** What a task wrote: a stream file and how many of its rows came from each part. */
record FileSummary(FileEntry file, Map<String, Long> rows) implements Serializable {}
