package dev.perennial.training.kernel;

import dev.perennial.training.kernel.vector.Rows;

/**
 * A matrix of working memory, by name.
 *
 * @param unwritten how many floats of the gradient, from its start, are not yet written when the piece is used for the last time: there
 *     it may lie; 0 for memory of its own
 */
record Piece(String name, int rows, int columns, long unwritten) {

    Piece withMemoryOfItsOwn() {
        return new Piece(name, rows, columns, 0);
    }

    /** Floats, padding included. */
    long length() {
        return Activation.length(rows, columns);
    }

    boolean isPadded() {
        return Rows.padded(columns) > columns;
    }
}
