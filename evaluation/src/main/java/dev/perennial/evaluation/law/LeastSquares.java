package dev.perennial.evaluation.law;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.evaluation.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.exception.MathIllegalArgumentException;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresOptimizer.Optimum;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Fits the logarithms of a law's parameters to the logarithms of losses by Levenberg and Marquardt from several starts: so parameters stay
 * above zero, and an error counts relative to the loss.
 */
final class LeastSquares {
    private static final int MOST_STEPS = 1_000;
    private static final double STEP = 1e-6;

    /** Beyond it a parameter says no more than zero or infinity. */
    private static final double BOUND = 40;

    /** A direction of parameters along which the fitted losses move so little, relatively, is not seen at all. */
    private static final double BLIND = 1e-7;

    /** Standard error of a parameter's logarithm: 95 % lie within a factor of e either way. */
    private static final double IDENTIFIED = 0.5;

    private static final double NORMAL_95 = 1.96;

    private final Law law;
    private final double[] target;

    private LeastSquares(Law law, double[] measured) {
        this.law = law;
        this.target = log(measured);
    }

    /**
     * @param standardErrors of the parameters' logarithms; infinite where the data do not tell
     */
    record Solution(double[] parameters, double[] standardErrors) {
        LawFit.Parameter parameter(String name, int index) {
            double error = standardErrors[index];
            double value = parameters[index];
            Optional<Interval> interval = Double.isFinite(error) && error < BOUND
                    ? Optional.of(
                            new Interval(value * Math.exp(-NORMAL_95 * error), value * Math.exp(NORMAL_95 * error)))
                    : Optional.empty();
            return new LawFit.Parameter(name, value, interval, error < IDENTIFIED);
        }
    }

    /** @param starts values of the parameters, above zero; the best end of all counts */
    static Solution solve(Law law, double[] measured, List<double[]> starts) {
        LeastSquares problem = new LeastSquares(law, measured);
        Optimum best = null;
        for (double[] start : starts) {
            Optional<Optimum> end = problem.from(log(start));
            if (end.isPresent() && (best == null || end.get().getCost() < best.getCost())) {
                best = end.get();
            }
        }
        if (best == null) {
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot fit the law: none of " + starts.size()
                            + " starts led to an end. Look at the losses: the law may not be theirs.");
        }
        return new Solution(
                Arrays.stream(best.getPoint().toArray()).map(Math::exp).toArray(), problem.errors(best));
    }

    private Optional<Optimum> from(double[] start) {
        try {
            Optimum end = new LevenbergMarquardtOptimizer()
                    .withCostRelativeTolerance(1e-13)
                    .withParameterRelativeTolerance(1e-12)
                    .optimize(new LeastSquaresBuilder()
                            .start(start)
                            .target(target)
                            .model(this::logLosses, this::jacobian)
                            .parameterValidator(point -> point.map(each -> Math.max(-BOUND, Math.min(BOUND, each))))
                            .maxEvaluations(MOST_STEPS)
                            .maxIterations(MOST_STEPS)
                            .build());
            return Double.isFinite(end.getCost()) ? Optional.of(end) : Optional.empty();
        } catch (MathIllegalStateException | MathIllegalArgumentException notFromHere) {
            return Optional.empty();
        }
    }

    private double[] logLosses(double[] logarithms) {
        return log(law.losses(Arrays.stream(logarithms).map(Math::exp).toArray()));
    }

    /** By central differences. */
    private double[][] jacobian(double[] at) {
        double[][] rows = new double[target.length][at.length];
        for (int parameter = 0; parameter < at.length; parameter++) {
            double[] near = at.clone();
            near[parameter] = at[parameter] + STEP;
            double[] above = logLosses(near);
            near[parameter] = at[parameter] - STEP;
            double[] below = logLosses(near);
            for (int point = 0; point < rows.length; point++) {
                rows[point][parameter] = (above[point] - below[point]) / (2 * STEP);
            }
        }
        return rows;
    }

    /** From the residuals' variance and the Jacobian's singular values. */
    private double[] errors(Optimum end) {
        RealMatrix jacobian = end.getJacobian();
        int parameters = jacobian.getColumnDimension();
        int freedom = target.length - parameters;
        double[] errors = new double[parameters];
        if (freedom < 1) {
            Arrays.fill(errors, Double.POSITIVE_INFINITY);
            return errors;
        }
        double variance = end.getCost() * end.getCost() / freedom;
        SingularValueDecomposition parts = new SingularValueDecomposition(jacobian);
        double[] values = parts.getSingularValues();
        for (int parameter = 0; parameter < parameters; parameter++) {
            double sum = 0;
            for (int direction = 0; direction < parameters; direction++) {
                double weight = parts.getV().getEntry(parameter, direction);
                boolean blind = values[direction] <= BLIND * values[0];
                sum += blind
                        ? (Math.abs(weight) > BLIND ? Double.POSITIVE_INFINITY : 0)
                        : variance * weight * weight / (values[direction] * values[direction]);
            }
            errors[parameter] = Math.sqrt(sum);
        }
        return errors;
    }

    private static double[] log(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }
}
