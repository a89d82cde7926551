package dev.perennial.training.checkpoint;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The states that a run saved below its folder, {@code rounds/round-00000012/}. Each is whole or not there: a marker is written last, so
 * that whoever reads while the run goes on takes nothing half-written.
 */
public record SavedRounds(Store store, Path run) {
    private static final String ROUNDS = "rounds";
    private static final String PREFIX = "round-";
    private static final String COMPLETE = "_COMPLETE";

    /** Where the state after so many rounds is, or would be. */
    public Path folder(long rounds) {
        return new Path(run, ROUNDS + "/" + String.format(Locale.ROOT, PREFIX + "%08d", rounds));
    }

    /** The rounds that were over when a whole state was saved, in their order. */
    public List<Long> whole() {
        return folders().stream().filter(this::isWhole).map(SavedRounds::number).toList();
    }

    public boolean isWhole(Path folder) {
        return marker(folder).isPresent();
    }

    /** What the marker says of a state, if it stands. */
    public Optional<String> marker(Path folder) {
        return store.readText(new Path(folder, COMPLETE));
    }

    /** Written when all else of a state is. */
    public void complete(Path folder, String text) {
        store.writeText(new Path(folder, COMPLETE), text);
    }

    /** All of them in their order, whole or not. */
    public List<Path> folders() {
        Path rounds = new Path(run, ROUNDS);
        try {
            FileSystem files = store.fileSystem(rounds);
            if (!files.exists(rounds)) {
                return List.of();
            }
            return Arrays.stream(files.listStatus(rounds))
                    .map(FileStatus::getPath)
                    .filter(each -> each.getName().startsWith(PREFIX))
                    .sorted(Comparator.comparing(Path::getName))
                    .toList();
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.OUT_OF_RESOURCES, "Cannot list '" + rounds + "': " + e.getMessage() + ".", e);
        }
    }

    public static long number(Path folder) {
        return Long.parseLong(folder.getName().substring(PREFIX.length()));
    }

    /** Removes what holds them, once it is empty. */
    public void removeIfEmpty() {
        if (folders().isEmpty()) {
            store.delete(new Path(run, ROUNDS));
        }
    }
}
