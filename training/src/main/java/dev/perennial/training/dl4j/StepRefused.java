package dev.perennial.training.dl4j;

/** Leaves DL4J's fit between the gradient and the update: nothing has changed then. */
final class StepRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final double loss;

    StepRefused(double loss) {
        super("the loss is " + loss, null, false, false);
        this.loss = loss;
    }

    double loss() {
        return loss;
    }
}
