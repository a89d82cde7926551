package dev.perennial.evaluation.spark;

import dev.perennial.conf.Manifest.FileEntry;
import dev.perennial.evaluation.DocumentGroups;
import dev.perennial.evaluation.LossSums;
import java.io.Serializable;
import java.util.TreeMap;

/** What an evaluation's task sends to the driver, of a size that does not grow with the documents. */
record TaskSums(LossSums total, TreeMap<String, LossSums> domains, DocumentGroups groups, FileEntry file)
        implements Serializable {}
