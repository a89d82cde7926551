package dev.perennial.tokenize.overlap;

import java.io.Serializable;

/**
 * What was counted of validation documents; counts of documents add up to those of a corpus.
 *
 * @param tooShort documents with fewer tokens than an n-gram has: nothing can be said of them
 * @param notSampled longer documents none of whose n-grams is in the sample; none where all are looked at
 * @param nGrams of all documents
 * @param examined n-grams in the sample
 * @param seen of these, how many occur in a training document
 * @param someSeen documents with any n-gram seen, of those that have one in the sample
 * @param halfSeen documents with at least half of their n-grams seen
 * @param mostSeen documents with more than 80 % of their n-grams seen
 */
public record OverlapCounts(
        long documents,
        long tooShort,
        long notSampled,
        long nGrams,
        long examined,
        long seen,
        long someSeen,
        long halfSeen,
        long mostSeen)
        implements Serializable {
    public static final OverlapCounts NONE = new OverlapCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Of one document. */
    public static OverlapCounts of(long nGrams, long examined, long seen) {
        return new OverlapCounts(
                1,
                nGrams == 0 ? 1 : 0,
                nGrams > 0 && examined == 0 ? 1 : 0,
                nGrams,
                examined,
                seen,
                seen > 0 ? 1 : 0,
                seen > 0 && 2 * seen >= examined ? 1 : 0,
                5 * seen > 4 * examined ? 1 : 0);
    }

    public OverlapCounts plus(OverlapCounts other) {
        return new OverlapCounts(
                documents + other.documents,
                tooShort + other.tooShort,
                notSampled + other.notSampled,
                nGrams + other.nGrams,
                examined + other.examined,
                seen + other.seen,
                someSeen + other.someSeen,
                halfSeen + other.halfSeen,
                mostSeen + other.mostSeen);
    }

    /** The documents that shares of documents are of. */
    public long measured() {
        return documents - tooShort - notSampled;
    }

    /** The share of n-grams that occur in training; 0 where there is none. */
    public double seenShare() {
        return share(seen, examined);
    }

    /** This many of the {@link #measured} documents. */
    public double share(long count) {
        return share(count, measured());
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
