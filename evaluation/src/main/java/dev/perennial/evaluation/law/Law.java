package dev.perennial.evaluation.law;

/** A law's loss at every measured point. All its parameters are above zero. */
@FunctionalInterface
interface Law {
    double[] losses(double[] parameters);
}
