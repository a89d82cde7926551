package dev.perennial.evaluation.law;

/**
 * The two areas of a learning-rate curve: {@code forward[s]} is the sum of the rates up to step s, {@code annealing[s]} the sum of a
 * momentum that each fall of the rate adds to and that decays by lambda a step.
 *
 * <p>Source: H. Tissue et al., Scaling Law with Learning Rate Annealing, 2024 (arXiv 2408.11029): S1 and S2. Steps of the warm-up count with
 * the full rate, as there.
 */
record AnnealingAreas(double[] forward, double[] annealing) {

    static AnnealingAreas of(RatedCurve curve, double lambda) {
        double[] rates = curve.rates();
        int warmUp = curve.warmUp();
        double[] forward = new double[rates.length];
        double[] annealing = new double[rates.length];
        double sum = 0;
        double momentum = 0;
        double area = 0;
        for (int step = 0; step < rates.length; step++) {
            double rate = rates[Math.max(step, warmUp)];
            double before = step == 0 ? rate : rates[Math.max(step - 1, warmUp)];
            sum += rate;
            momentum = lambda * momentum + (before - rate);
            area += momentum;
            forward[step] = sum;
            annealing[step] = area;
        }
        return new AnnealingAreas(forward, annealing);
    }
}
