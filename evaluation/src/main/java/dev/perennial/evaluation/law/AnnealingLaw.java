package dev.perennial.evaluation.law;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.math3.exception.MathIllegalArgumentException;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/**
 * Loss over a run's steps from its learning rates alone: {@code L = L0 + A * S1^-alpha - C * S2}.
 *
 * <p>Source: H. Tissue et al., Scaling Law with Learning Rate Annealing, 2024 (arXiv 2408.11029). It speaks of runs on one distribution; a
 * continued run begins with the fall from the shift, which is not in it (2505.07796 adds that).
 */
public final class AnnealingLaw {
    /** The decay of S2's momentum: the paper fits with .99 to .999. */
    public static final double LAMBDA = 0.999;

    private static final String FORMULA = "L = L0 + A * S1^-alpha - C * S2";
    private static final int FEWEST_POINTS = 20;
    private static final int MOST_POINTS_A_RUN = 1_000;
    private static final double[] EXPONENTS = {0.1, 0.3, 1};
    private static final double[] FLOORS = {0.3, 0.8};

    private record Point(String run, int step, double forward, double annealing, double loss) {}

    private AnnealingLaw() {}

    /**
     * Fits one law to one or several runs of a model; two schedules tell its parameters apart better than one.
     *
     * @param lambda the decay of S2's momentum, below 1
     */
    public static LawFit fit(List<RatedCurve> runs, double lambda) {
        if (!(lambda >= 0 && lambda < 1)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot fit the annealing law: lambda decays, got " + lambda + ", expected from 0 to below 1.");
        }
        List<Point> points =
                runs.stream().flatMap(run -> points(run, lambda).stream()).toList();
        if (points.size() < FEWEST_POINTS) {
            throw new PerennialException(
                    ErrorCode.TOO_LITTLE_DATA,
                    "Cannot fit the annealing law: got " + points.size()
                            + " steps after the warm-up, expected at least " + FEWEST_POINTS + ". Take a longer run.");
        }
        boolean annealed = points.stream().anyMatch(point -> point.annealing() > 0);
        double[] measured = points.stream().mapToDouble(Point::loss).toArray();
        Law law = parameters ->
                points.stream().mapToDouble(point -> loss(point, parameters)).toArray();
        LeastSquares.Solution solution = LeastSquares.solve(law, measured, starts(points, annealed));
        return show(points, measured, law.losses(solution.parameters()), solution, lambda);
    }

    /** Below zero it is no loss: so near zero that the logarithm still leads back. */
    private static double loss(Point point, double[] parameters) {
        double drop = parameters.length > 3 ? parameters[3] * point.annealing() : 0;
        return Math.max(1e-6, parameters[0] + parameters[1] * Math.pow(point.forward(), -parameters[2]) - drop);
    }

    private static List<Point> points(RatedCurve run, double lambda) {
        AnnealingAreas areas = AnnealingAreas.of(run, lambda);
        int first = run.warmUp() + 1;
        int stride = Math.max(1, (run.losses().length - first) / MOST_POINTS_A_RUN);
        List<Point> points = new ArrayList<>();
        for (int step = first; step < run.losses().length; step += stride) {
            points.add(new Point(run.run(), step, areas.forward()[step], areas.annealing()[step], run.losses()[step]));
        }
        return points;
    }

    /** For a given exponent the law is linear in the rest; where that gives no positive values, a grid of floors. */
    private static List<double[]> starts(List<Point> points, boolean annealed) {
        double lowest = points.stream().mapToDouble(Point::loss).min().orElseThrow();
        double first = points.get(0).loss();
        List<double[]> starts = new ArrayList<>();
        for (double exponent : EXPONENTS) {
            double scale = Math.pow(points.get(0).forward(), exponent);
            for (double floor : FLOORS) {
                double rest = Math.max(1e-3, first - floor * lowest);
                starts.add(start(annealed, floor * lowest, rest * scale, exponent, 1));
            }
            linear(points, exponent, annealed).ifPresent(starts::add);
        }
        return starts;
    }

    private static Optional<double[]> linear(List<Point> points, double exponent, boolean annealed) {
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        double[][] rows = points.stream()
                .map(point -> annealed
                        ? new double[] {Math.pow(point.forward(), -exponent), -point.annealing()}
                        : new double[] {Math.pow(point.forward(), -exponent)})
                .toArray(double[][]::new);
        try {
            regression.newSampleData(points.stream().mapToDouble(Point::loss).toArray(), rows);
            double[] found = regression.estimateRegressionParameters();
            return Optional.of(start(
                    annealed,
                    Math.max(1e-3, found[0]),
                    Math.max(1e-6, found[1]),
                    exponent,
                    annealed ? Math.max(1e-6, found[2]) : 0));
        } catch (MathIllegalArgumentException singular) {
            return Optional.empty();
        }
    }

    private static double[] start(boolean annealed, double floor, double scale, double exponent, double drop) {
        return annealed ? new double[] {floor, scale, exponent, drop} : new double[] {floor, scale, exponent};
    }

    private static LawFit show(
            List<Point> points, double[] measured, double[] fitted, LeastSquares.Solution solution, double lambda) {
        String[] names = {"L0", "A", "alpha", "C"};
        List<LawFit.Parameter> parameters = new ArrayList<>();
        for (int index = 0; index < solution.parameters().length; index++) {
            parameters.add(solution.parameter(names[index], index));
        }
        List<String> notes = new ArrayList<>();
        notes.add(String.format(
                Locale.ROOT,
                "lambda is %s, not fitted; the warm-up counts in S1 with the full rate, and its steps are not fitted",
                lambda));
        if (parameters.size() < names.length) {
            notes.add("C is left out: the learning rate never fell. A run with a decay would tell it");
        }
        List<LawFit.Point> shown = new ArrayList<>();
        for (int index = 0; index < fitted.length; index++) {
            Point point = points.get(index);
            shown.add(new LawFit.Point(point.run(), point.step(), point.loss(), fitted[index]));
        }
        return new LawFit(
                "annealing law",
                FORMULA,
                "step",
                parameters,
                shown,
                LawFit.rmse(measured, fitted),
                LawFit.rSquared(measured, fitted),
                notes);
    }
}
