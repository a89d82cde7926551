package dev.perennial.conf;

/** What went wrong, and through its {@link Type} whose move it is; the type is the exit code of a command. */
public enum ErrorCode {
    CONFIGURATION(Type.USER_INPUT),
    UNKNOWN_KEY(Type.USER_INPUT),
    MISSING_FILE(Type.USER_INPUT),
    TOO_LITTLE_DATA(Type.USER_INPUT),
    TOKENIZER_MISMATCH(Type.USER_INPUT),
    UNSUPPORTED(Type.USER_INPUT),
    MALFORMED_DATA(Type.DATA),
    CORRUPT_ARTEFACT(Type.DATA),
    DIVERGED(Type.DATA),
    OUT_OF_RESOURCES(Type.RESOURCES),
    LOCKED(Type.RESOURCES),
    /** Asked for, at a place where the same command goes on. */
    STOPPED(Type.NOBODY),
    DEFECT(Type.DEFECT);

    private final Type type;

    ErrorCode(Type type) {
        this.type = type;
    }

    public Type type() {
        return type;
    }

    /** Who can mend it, with the exit code that schedulers see. */
    public enum Type {
        USER_INPUT(2),
        DATA(3),
        RESOURCES(4),
        NOBODY(0),
        DEFECT(70);

        private final int exitCode;

        Type(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
