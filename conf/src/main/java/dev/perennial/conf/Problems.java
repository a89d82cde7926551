package dev.perennial.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Collects everything that is wrong, so that a person mends all of it in one go. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    public void add(ErrorCode code, String location, String message) {
        found.add(new Problem(code, location, message));
    }

    /** Notes an error that some value object threw, at its place in the file. */
    public void add(String location, PerennialException error) {
        add(error.code(), location, error.getMessage());
    }

    /** Runs a check that throws; its error becomes a problem and the result is null. */
    public <T> T attempt(String location, Supplier<T> check) {
        try {
            return check.get();
        } catch (PerennialException e) {
            add(location, e);
            return null;
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Problem> all() {
        return List.copyOf(found);
    }

    /** Ends here with all problems in one message, if there is any; the first one's code decides the exit code. */
    public void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        String list = found.stream().map(problem -> "  " + problem).collect(Collectors.joining("\n"));
        String head = found.size() == 1 ? "1 problem:" : found.size() + " problems:";
        throw new PerennialException(found.get(0).code(), head + "\n" + list);
    }
}
