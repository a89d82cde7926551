package dev.perennial.tokenize;

/**
 * Merges long words over a linked list of tokens, with a list of places for each rank, so that the work grows with the
 * word and not with its square.
 *
 * <p>Of equal ranks any order will do, but for a run of one token: there the leftmost pair must merge first.
 */
final class LongWordMerger implements WordMerger {
    private static final int LARGEST_KEPT = 1 << 20;

    private final MergeTable merges;
    private final Vocabulary vocabulary;
    private LinkedTokens word = new LinkedTokens();
    private RankedPlaces places;

    LongWordMerger(MergeTable merges, Vocabulary vocabulary) {
        this.merges = merges;
        this.vocabulary = vocabulary;
    }

    @Override
    public void merge(byte[] text, int from, int to, IdBuffer ids) {
        link(text, from, to);
        for (int rank = places.first(); rank != MergeTable.NEVER; rank = places.first()) {
            int place = places.at(rank);
            if (word.token(place) == word.token(word.next(place))) {
                mergeRun(place, rank);
            } else {
                mergeAt(place, rank);
            }
        }
        for (int place = 0; place != LinkedTokens.END; place = word.next(place)) {
            ids.add(word.token(place));
        }
        if (to - from > LARGEST_KEPT) {
            word = new LinkedTokens();
        }
    }

    /** How often a place was given a rank in the last word: what must not grow with its square. */
    long placesRanked() {
        return places.ranked();
    }

    private void link(byte[] text, int from, int to) {
        int size = to - from;
        word.reserve(size);
        if (places == null) {
            places = new RankedPlaces(merges.size());
        }
        places.begin(word);
        // From the right, so that the leftmost place of a rank is the first of its list.
        for (int place = size - 1; place >= 0; place--) {
            boolean last = place + 1 == size;
            byte unit = text[from + place];
            word.token(place, vocabulary.idOfByte(unit));
            word.previous(place, place == 0 ? LinkedTokens.END : place - 1);
            word.next(place, last ? LinkedTokens.END : place + 1);
            places.put(place, last ? MergeTable.NEVER : merges.rankOfBytes(unit, text[from + place + 1]));
        }
    }

    /** Merges a run of one token from its left end, unless a merge makes a pair that comes before. */
    private void mergeRun(int place, int rank) {
        int token = word.token(place);
        int left = place;
        while (word.previous(left) != LinkedTokens.END && word.token(word.previous(left)) == token) {
            left = word.previous(left);
        }
        while (left != LinkedTokens.END && word.token(left) == token && word.rank(left) == rank) {
            mergeAt(left, rank);
            if (places.first() < rank) {
                return;
            }
            left = word.next(left);
        }
    }

    private void mergeAt(int place, int rank) {
        int right = word.next(place);
        int next = word.next(right);
        int token = merges.merged(rank);
        places.remove(place);
        places.remove(right);
        word.token(place, token);
        word.next(place, next);
        if (next != LinkedTokens.END) {
            word.previous(next, place);
            places.put(place, merges.rank(token, word.token(next)));
        }
        int previous = word.previous(place);
        if (previous != LinkedTokens.END) {
            places.remove(previous);
            places.put(previous, merges.rank(word.token(previous), token));
        }
    }
}
