package dev.perennial.jobs;

import dev.perennial.conf.Store;
import dev.perennial.conf.WholeFile;
import dev.perennial.training.checkpoint.Checkpoint;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** What killed runs left in a workspace: folders that never got a manifest, files under temporary names, rounds of finished training. */
record Leftovers(Store store) {
    private static final String ROUNDS = "rounds";

    /** What a folder holds, as far as it matters here. */
    record Size(long bytes, Instant newest) {
        private static final Size NONE = new Size(0, Instant.EPOCH);

        private Size plus(LocatedFileStatus file) {
            Instant modified = Instant.ofEpochMilli(file.getModificationTime());
            return new Size(bytes + file.getLen(), modified.isAfter(newest) ? modified : newest);
        }
    }

    /**
     * Files and folders that no reader takes for anything.
     *
     * @param stays folders without a manifest that a run will go on from, as kind and name
     */
    List<Path> find(Predicate<String> stays) {
        List<Path> found = new ArrayList<>();
        for (String kind : Retention.KINDS.stream().sorted().toList()) {
            for (Path folder : store.folders(kind)) {
                boolean stands = store.manifest(folder).isPresent();
                if (stands || stays.test(Reach.place(folder))) {
                    files(folder).stream()
                            .map(LocatedFileStatus::getPath)
                            .filter(file -> WholeFile.isTemporary(file.getName()))
                            .forEach(found::add);
                } else {
                    found.add(folder);
                }
                if (stands && kind.equals(Checkpoint.KIND)) {
                    found.addAll(overRounds(folder));
                }
            }
        }
        return found;
    }

    /** States that a finished run no longer needs, but for those at the ends of phases, which somebody asked to keep. */
    private List<Path> overRounds(Path checkpoint) {
        Set<Path> rounds = new TreeSet<>();
        Set<Path> named = new TreeSet<>();
        for (LocatedFileStatus file : files(new Path(checkpoint, ROUNDS))) {
            rounds.add(file.getPath().getParent());
            if (file.getPath().getName().equals("_PHASE")) {
                named.add(file.getPath().getParent());
            }
        }
        rounds.removeAll(named);
        return List.copyOf(rounds);
    }

    Size size(Path path) {
        return files(path).stream().reduce(Size.NONE, Size::plus, (one, other) -> one);
    }

    /** Of a file itself, or of all within a folder. */
    private List<LocatedFileStatus> files(Path path) {
        List<LocatedFileStatus> files = new ArrayList<>();
        try {
            RemoteIterator<LocatedFileStatus> all = store.fileSystem(path).listFiles(path, true);
            while (all.hasNext()) {
                files.add(all.next());
            }
        } catch (FileNotFoundException gone) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
