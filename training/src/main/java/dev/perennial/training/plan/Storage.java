package dev.perennial.training.plan;

/**
 * Bytes that a finished experiment's workspace holds, and those that mixing and tokenising move through local disks.
 *
 * @param corpora shards of Parquet
 * @param streams sequences with their spans
 * @param checkpoints weights and moments of every stage
 * @param saved the state of a run under way, and the next one while it is written
 * @param shuffled the largest stage's stream or the largest corpus, through the executors' local disks
 */
public record Storage(long corpora, long streams, long checkpoints, long saved, long shuffled) {
    /** Parquet with zstd of two bytes a token, by mixing/BENCHMARK.md and FINDINGS: corpora 1.0, streams 1.2, shuffles 1.55. */
    private static final double OF_CORPUS = 0.5;

    private static final double OF_STREAM = 0.6;
    private static final double OF_SHUFFLE = 0.775;

    /** Id, hash, source, line and lengths of a document of some 700 tokens. */
    private static final double NAMES_A_TOKEN = 0.1;

    private static final int VECTORS_OF_CHECKPOINT = 3;

    static Storage of(Demand demand) {
        long corpusTokens = demand.corpora().stream()
                .mapToLong(corpus -> corpus.training() + corpus.validation())
                .sum();
        long largest = Math.max(
                demand.stages().stream().mapToLong(StageDemand::tokens).max().orElse(0),
                demand.corpora().stream()
                        .mapToLong(CorpusDemand::training)
                        .max()
                        .orElse(0));
        int width = demand.tokenBytes();
        long state = VECTORS_OF_CHECKPOINT * Float.BYTES * demand.parameters();
        return new Storage(
                Math.round(corpusTokens * (OF_CORPUS * width + NAMES_A_TOKEN)),
                Math.round(demand.tokens() * OF_STREAM * width),
                demand.stages().size() * state,
                2 * state,
                Math.round(largest * OF_SHUFFLE * width));
    }

    /** At the end; a run under way needs its saved states besides. */
    public long total() {
        return corpora + streams + checkpoints;
    }

    public long most() {
        return total() + saved;
    }
}
