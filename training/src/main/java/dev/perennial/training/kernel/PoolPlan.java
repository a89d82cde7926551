package dev.perennial.training.kernel;

/** Counts what a {@link Workspace} takes, and takes nothing: so a plan of the memory follows the layout, whatever becomes of it. */
final class PoolPlan extends Pool {
    private long floats;

    @Override
    Activation take(int rows, int columns) {
        floats = Math.addExact(floats, Activation.length(rows, columns));
        return null;
    }

    long floats() {
        return floats;
    }
}
