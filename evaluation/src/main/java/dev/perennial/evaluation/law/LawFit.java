package dev.perennial.evaluation.law;

import dev.perennial.evaluation.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A law beside what was measured.
 *
 * @param title which law, of what
 * @param axis what the points are drawn over
 * @param rmse root of the mean square of measured less fitted, in nats
 * @param rSquared the share of the losses' variance that the law explains
 * @param notes what was left out, and why
 */
public record LawFit(
        String title,
        String formula,
        String axis,
        List<Parameter> parameters,
        List<Point> points,
        double rmse,
        double rSquared,
        List<String> notes) {
    public LawFit {
        parameters = List.copyOf(parameters);
        points = List.copyOf(points);
        notes = List.copyOf(notes);
    }

    /**
     * @param interval where it lies with 95 % confidence if the law holds and the residuals are independent; none where nothing can be said
     * @param identified whether that interval is narrower than a factor of about three either way
     */
    public record Parameter(String name, double value, Optional<Interval> interval, boolean identified) {}

    /**
     * @param run whose loss it is
     * @param at the place on the axis
     */
    public record Point(String run, double at, double measured, double fitted) {}

    static double rmse(double[] measured, double[] fitted) {
        return Math.sqrt(squares(measured, fitted) / measured.length);
    }

    static double rSquared(double[] measured, double[] fitted) {
        double mean = Arrays.stream(measured).average().orElseThrow();
        double[] means = new double[measured.length];
        Arrays.fill(means, mean);
        return 1 - squares(measured, fitted) / squares(measured, means);
    }

    private static double squares(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (one[i] - other[i]) * (one[i] - other[i]);
        }
        return sum;
    }
}
