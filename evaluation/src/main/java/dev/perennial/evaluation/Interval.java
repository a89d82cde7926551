package dev.perennial.evaluation;

/** Where a figure lies with 95 % confidence, in the figure's own unit. */
public record Interval(double low, double high) {

    /** Whether the figure can be told from zero. */
    public boolean excludesZero() {
        return low > 0 || high < 0;
    }

    /** The interval of the figure with its sign turned. */
    public Interval negated() {
        return new Interval(-high, -low);
    }
}
