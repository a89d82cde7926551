package dev.perennial.evaluation.law;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The D-CPT law: loss on a distribution from model size N, tokens D and the distribution's share r,
 * {@code L = E + A/N^alpha + B*r^eta/D^beta + C/(r+epsilon)^gamma}; N and D in millions.
 *
 * <p>Source: H. Que et al., D-CPT Law: Domain-specific Continual Pre-Training Scaling Law, 2024 (arXiv 2406.01375). Terms of what did not
 * vary among the runs are left out: they could not be told from E.
 */
public final class MixtureLaw {
    private static final double MILLION = 1e6;
    private static final int FEWEST_SHARES = 4;
    private static final double[] FLOORS = {0.5, 0.9, 0.98};
    private static final double[] GAMMAS = {0.1, 0.4, 1};
    private static final double[] EPSILONS = {1e-3, 1e-2, 1e-1};

    private final List<MixturePoint> points;
    private final boolean sizes;
    private final boolean lengths;

    private MixtureLaw(List<MixturePoint> points) {
        this.points = points;
        this.sizes = distinct(points, MixturePoint::parameters) > 1;
        this.lengths = distinct(points, MixturePoint::tokens) > 1;
    }

    /** @param of whose loss it is, for people */
    public static LawFit fit(String of, List<MixturePoint> points) {
        MixtureLaw law = new MixtureLaw(List.copyOf(points));
        law.requireEnough(of);
        double[] measured = points.stream().mapToDouble(MixturePoint::loss).toArray();
        LeastSquares.Solution solution = LeastSquares.solve(law::losses, measured, law.starts());
        return law.show(of, measured, solution);
    }

    private static long distinct(List<MixturePoint> points, ToDoubleFunction<MixturePoint> value) {
        return points.stream().mapToDouble(value).distinct().count();
    }

    private void requireEnough(String of) {
        long shares = distinct(points, MixturePoint::share);
        int needed = names().size() + 1;
        if (shares < FEWEST_SHARES || points.size() < needed) {
            throw new PerennialException(
                    ErrorCode.TOO_LITTLE_DATA,
                    "Cannot fit the D-CPT law to the loss on " + of + ": got " + points.size() + " runs of " + shares
                            + " shares, expected at least " + needed + " of " + FEWEST_SHARES
                            + ". Continue the same parent with more replay shares, and name all reports.");
        }
    }

    /** Of the parameters, in their order. */
    private List<String> names() {
        List<String> names = new ArrayList<>(List.of("E", "C", "gamma", "epsilon"));
        if (sizes) {
            names.addAll(List.of("A", "alpha"));
        }
        if (lengths) {
            names.addAll(List.of("B", "eta", "beta"));
        }
        return names;
    }

    private double[] losses(double[] parameters) {
        return points.stream().mapToDouble(point -> loss(point, parameters)).toArray();
    }

    private double loss(MixturePoint point, double[] parameters) {
        double loss = parameters[0] + parameters[1] / Math.pow(point.share() + parameters[3], parameters[2]);
        int next = 4;
        if (sizes) {
            loss += parameters[next] / Math.pow(point.parameters() / MILLION, parameters[next + 1]);
            next += 2;
        }
        if (lengths) {
            loss += parameters[next]
                    * Math.pow(point.share(), parameters[next + 1])
                    / Math.pow(point.tokens() / MILLION, parameters[next + 2]);
        }
        return loss;
    }

    private List<double[]> starts() {
        double lowest = points.stream().mapToDouble(MixturePoint::loss).min().orElseThrow();
        double highest = points.stream().mapToDouble(MixturePoint::loss).max().orElseThrow();
        double least = points.stream().mapToDouble(MixturePoint::share).min().orElseThrow();
        double parts = 1 + (sizes ? 1 : 0) + (lengths ? 1 : 0);
        double range = Math.max(1e-3, highest - lowest) / parts;
        List<double[]> starts = new ArrayList<>();
        for (double floor : FLOORS) {
            for (double gamma : GAMMAS) {
                for (double epsilon : EPSILONS) {
                    List<Double> start = new ArrayList<>(
                            List.of(floor * lowest, range * Math.pow(least + epsilon, gamma), gamma, epsilon));
                    if (sizes) {
                        start.addAll(List.of(range, 0.3));
                    }
                    if (lengths) {
                        start.addAll(List.of(range, 0.3, 0.3));
                    }
                    starts.add(start.stream().mapToDouble(Double::doubleValue).toArray());
                }
            }
        }
        return starts;
    }

    private LawFit show(String of, double[] measured, LeastSquares.Solution solution) {
        double[] fitted = losses(solution.parameters());
        List<String> names = names();
        List<LawFit.Parameter> parameters = new ArrayList<>();
        for (int index = 0; index < names.size(); index++) {
            parameters.add(solution.parameter(names.get(index), index));
        }
        List<LawFit.Point> shown = new ArrayList<>();
        for (int index = 0; index < fitted.length; index++) {
            MixturePoint point = points.get(index);
            shown.add(new LawFit.Point(point.run(), point.share(), point.loss(), fitted[index]));
        }
        return new LawFit(
                "D-CPT law of the loss on " + of,
                formula(),
                "share of " + of,
                parameters,
                shown,
                LawFit.rmse(measured, fitted),
                LawFit.rSquared(measured, fitted),
                notes());
    }

    private String formula() {
        return "L = E" + (sizes ? " + A/N^alpha" : "") + (lengths ? " + B*r^eta/D^beta" : "")
                + " + C/(r+epsilon)^gamma";
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!sizes) {
            notes.add("A and alpha are left out: all runs are of one model size, so A/N^alpha is part of E");
        }
        if (!lengths) {
            notes.add(
                    "B, eta and beta are left out: all runs are of one length, so their term cannot be told from the others");
        }
        return notes;
    }
}
