package dev.perennial.evaluation;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;

/**
 * The losses of a corpus's validation documents, in at most {@value #MOST} groups of neighbours, which the bootstrap draws. A corpus
 * is ordered by the hash of its texts, so groups are random ones, and intervals cost the same for a million documents as for
 * some thousands.
 */
public final class DocumentGroups implements Serializable {
    static final int MOST = 4_096;

    private final long documents;
    private final double[] nats;
    private final long[] tokens;
    private long added;

    /** @param documents how many will be added, in the corpus's order */
    public DocumentGroups(long documents) {
        this(documents, 0);
    }

    /**
     * A part of the groups: of a run of documents.
     *
     * @param documents of the whole corpus
     * @param first how many of them stand before the first that will be added
     */
    public DocumentGroups(long documents, long first) {
        this.added = first;
        this.documents = documents;
        int groups = (int) Math.min(MOST, documents);
        this.nats = new double[groups];
        this.tokens = new long[groups];
    }

    private DocumentGroups(long documents, double[] nats, long[] tokens) {
        this.documents = documents;
        this.nats = nats;
        this.tokens = tokens;
        this.added = documents;
    }

    public void add(DocumentLoss document) {
        int group = (int) (added * nats.length / documents);
        nats[group] += document.nats();
        tokens[group] += document.tokens();
        added++;
    }

    /** The groups of two parts that hold different documents. */
    public DocumentGroups plus(DocumentGroups other) {
        DocumentGroups sum = new DocumentGroups(documents, nats.clone(), tokens.clone());
        for (int group = 0; group < nats.length; group++) {
            sum.nats[group] += other.nats[group];
            sum.tokens[group] += other.tokens[group];
        }
        return sum;
    }

    /** The same documents' losses less the parent's, which makes a comparison paired. */
    public DocumentGroups minus(DocumentGroups parent) {
        if (documents != parent.documents || !Arrays.equals(tokens, parent.tokens)) {
            throw new PerennialException(
                    ErrorCode.CORRUPT_ARTEFACT,
                    "Cannot compare losses: they are of other documents, got " + documents + ", expected "
                            + parent.documents + " with the same tokens. Remove both loss folders and run again.");
        }
        double[] differences = new double[nats.length];
        Arrays.setAll(differences, group -> nats[group] - parent.nats[group]);
        return new DocumentGroups(documents, differences, tokens);
    }

    /** Nats a token. */
    public double mean() {
        return Arrays.stream(nats).sum() / Arrays.stream(tokens).sum();
    }

    public Optional<Interval> interval(Seed seed) {
        return Bootstrap.interval(nats, tokens, seed);
    }
}
