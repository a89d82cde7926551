package dev.perennial.tokenize;

/**
 * Merges long words with a heap of pairs over a linked list of tokens, so that a word of a megabyte costs
 * {@code n log n} and not its square.
 */
final class LongWordMerger implements WordMerger {
    private static final int END = -1;
    private static final int GONE = -3;

    private final MergeTable merges;
    private final Vocabulary vocabulary;
    private final LongHeap queue = new LongHeap();
    private int[] tokens = new int[0];
    private int[] next = new int[0];
    private int[] previous = new int[0];

    LongWordMerger(MergeTable merges, Vocabulary vocabulary) {
        this.merges = merges;
        this.vocabulary = vocabulary;
    }

    @Override
    public void merge(byte[] text, int from, int to, IdBuffer ids) {
        link(text, from, to);
        while (!queue.isEmpty()) {
            long first = queue.poll();
            int rank = (int) (first >>> Integer.SIZE);
            int place = (int) first;
            // A pair that a merge beside it has changed stays in the queue; it is recognised here.
            if (tokens[place] != GONE
                    && next[place] != END
                    && merges.rank(tokens[place], tokens[next[place]]) == rank) {
                mergeAt(place, rank);
            }
        }
        for (int place = 0; place != END; place = next[place]) {
            ids.add(tokens[place]);
        }
    }

    /** How many pairs were looked at in the last word: what must not grow with its square. */
    long pairsQueued() {
        return queue.offered();
    }

    private void link(byte[] text, int from, int to) {
        int size = to - from;
        if (tokens.length < size) {
            int length = Growth.atLeast(size, tokens.length);
            tokens = new int[length];
            next = new int[length];
            previous = new int[length];
        }
        queue.clear();
        for (int i = 0; i < size; i++) {
            tokens[i] = vocabulary.idOfByte(text[from + i]);
            previous[i] = i - 1;
            next[i] = i + 1 < size ? i + 1 : END;
            if (i + 1 < size) {
                offer(merges.rankOfBytes(text[from + i], text[from + i + 1]), i);
            }
        }
    }

    private void mergeAt(int place, int rank) {
        int right = next[place];
        tokens[place] = merges.merged(rank);
        tokens[right] = GONE;
        next[place] = next[right];
        if (next[place] != END) {
            previous[next[place]] = place;
            offer(merges.rank(tokens[place], tokens[next[place]]), place);
        }
        if (previous[place] != END) {
            offer(merges.rank(tokens[previous[place]], tokens[place]), previous[place]);
        }
    }

    private void offer(int rank, int place) {
        if (rank != MergeTable.NEVER) {
            queue.offer((long) rank << Integer.SIZE | place);
        }
    }
}
