package dev.perennial.training.kernel;

/** Counts what a {@link Workspace} takes, and takes nothing: so a plan of the memory follows the layout, whatever becomes of it. */
final class PoolPlan extends Pool {
    private long floats;

    PoolPlan() {
        super(null);
    }

    @Override
    Activation take(Piece piece) {
        floats = Math.addExact(floats, piece.length());
        return null;
    }

    @Override
    Activation lend(Piece piece, long from) {
        return null;
    }

    long floats() {
        return floats;
    }
}
