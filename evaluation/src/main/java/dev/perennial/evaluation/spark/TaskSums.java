package dev.perennial.evaluation.spark;

import dev.perennial.conf.Manifest.FileEntry;
import dev.perennial.evaluation.DocumentGroups;
import dev.perennial.evaluation.LossSums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What an evaluation's task sends to the driver, of a size that does not grow with the documents. */
record TaskSums(LossSums total, TreeMap<String, LossSums> domains, DocumentGroups groups, List<FileEntry> files)
        implements Serializable {

    /** These documents and then the other's. */
    TaskSums plus(TaskSums other) {
        TreeMap<String, LossSums> all = new TreeMap<>(domains);
        other.domains.forEach((domain, sums) -> all.merge(domain, sums, LossSums::plus));
        List<FileEntry> both = new ArrayList<>(files);
        both.addAll(other.files);
        return new TaskSums(total.plus(other.total), all, groups.plus(other.groups), both);
    }
}
