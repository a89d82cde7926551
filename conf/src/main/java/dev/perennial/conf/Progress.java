package dev.perennial.conf;

/** Tells a person how far the work is; whether as a bar or as lines is the command line's business. */
public interface Progress {
    /** Begins to show a piece of work of {@code total} units. */
    Task begin(String name, String unit, long total);

    /** A line that stays. */
    void say(String line);

    /** One piece of work under way. */
    interface Task extends AutoCloseable {
        /** {@code note} is a short text such as the loss. */
        void advanceTo(long done, String note);

        @Override
        void close();
    }

    /** Shows nothing. */
    static Progress silent() {
        return new Progress() {
            @Override
            public Task begin(String name, String unit, long total) {
                return new Task() {
                    @Override
                    public void advanceTo(long done, String note) {}

                    @Override
                    public void close() {}
                };
            }

            @Override
            public void say(String line) {}
        };
    }
}
