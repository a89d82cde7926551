package dev.perennial.training;

/** Which of DL4J's training masters averages. */
public enum Master {
    /** Ours: resident replicas, token-weighted sums in a fixed order, the same bits on any cluster. */
    RESIDENT,
    /**
     * DL4J's ParameterAveragingTrainingMaster, for comparison: the model goes through the driver in every round, tens of times slower, and
     * with two workers or more the bits depend on whose result arrives first.
     */
    STOCK
}
