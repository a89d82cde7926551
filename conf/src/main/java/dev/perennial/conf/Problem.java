package dev.perennial.conf;

/** One thing to mend: what is wrong and where, as {@code file:line: message} when a file is to blame. */
public record Problem(ErrorCode code, String location, String message) {
    @Override
    public String toString() {
        return location.isEmpty() ? message : location + ": " + message;
    }
}
