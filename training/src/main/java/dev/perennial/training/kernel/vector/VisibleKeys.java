package dev.perennial.training.kernel.vector;

/**
 * Which keys the queries of a block of scores see: none after themselves, none before their document's start.
 *
 * @param starts the first key that each query sees, by position; the block's first query is at {@code at}
 * @param firstQuery position of the block's first row
 * @param firstKey position of the block's first column
 */
public record VisibleKeys(int[] starts, int at, int firstQuery, int firstKey) {

    /** The first column that the query of {@code row} sees. */
    int begin(int row) {
        return starts[at + row] - firstKey;
    }

    /** The end, exclusive, of the columns it sees. */
    int end(int row) {
        return firstQuery - firstKey + row + 1;
    }

    /** {@link #begin}, rounded down to whole vectors. */
    int firstVector(int row) {
        return begin(row) / Lanes.COUNT * Lanes.COUNT;
    }

    /** {@link #end}, rounded up to whole vectors. */
    int lastVector(int row) {
        return Rows.padded(end(row));
    }
}
