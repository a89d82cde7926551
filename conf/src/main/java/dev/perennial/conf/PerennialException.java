package dev.perennial.conf;

/** An error a person should read: {@code Cannot <verb> <object>: <reason>, got <value>, expected <range>. <Next step>.} */
public final class PerennialException extends RuntimeException {
    private final ErrorCode code;

    public PerennialException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public PerennialException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
