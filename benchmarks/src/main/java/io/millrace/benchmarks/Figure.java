package io.millrace.benchmarks;

import io.millrace.benchmarks.draw.Bar;
import io.millrace.benchmarks.draw.Panel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One measured quantity, for every subject side by side. <i>Immutable.</i>
 *
 * @param name what was measured, such as {@code produce 100 B}
 * @param unit such as {@code records/s}
 * @param higherIsBetter what the ratio means: our value over the peer's, or the peer's over ours
 * @param peer the subject that the others are compared with
 * @param bySubject the values of every subject, in the order of the columns
 * @param targets the ratio to reach, for the subjects that have one
 * @param limits the value that the median has to keep to, for the subjects that have one: at most, or at least where
 *     higher is better
 */
public record Figure(
        String name,
        String unit,
        boolean higherIsBetter,
        String peer,
        Map<String, Series> bySubject,
        Map<String, Double> targets,
        Map<String, Double> limits) {
    /** Keeps its own copies. */
    public Figure {
        bySubject = new LinkedHashMap<>(bySubject);
        targets = new LinkedHashMap<>(targets);
        limits = new LinkedHashMap<>(limits);
    }

    /** Without limits. */
    public Figure(
            String name,
            String unit,
            boolean higherIsBetter,
            String peer,
            Map<String, Series> bySubject,
            Map<String, Double> targets) {
        this(name, unit, higherIsBetter, peer, bySubject, targets, Map.of());
    }

    /** How many times better than the peer a subject is, by their medians; empty where either was not measured. */
    public Optional<Double> ratio(String subject) {
        Series own = bySubject.get(subject);
        Series other = bySubject.get(peer);
        if (own == null || other == null || subject.equals(peer)) {
            return Optional.empty();
        }
        double ratio = higherIsBetter ? own.median() / other.median() : other.median() / own.median();
        return Double.isFinite(ratio) ? Optional.of(ratio) : Optional.empty();
    }

    /** Whether the subject reaches its target and keeps its limit; empty where it has none or nothing to compare with. */
    public Optional<Boolean> reached(String subject) {
        Double target = targets.get(subject);
        Optional<Boolean> far =
                target == null ? Optional.empty() : ratio(subject).map(ratio -> ratio >= target);
        Double limit = limits.get(subject);
        Series own = bySubject.get(subject);
        if (limit == null || own == null) {
            return far;
        }
        boolean within = higherIsBetter ? own.median() >= limit : own.median() <= limit;
        return Optional.of(within && far.orElse(true));
    }

    /** What the subject's median has to reach: by its ratio to the peer, or by its limit; the stricter; NaN for nothing. */
    private double goal(String subject) {
        Double target = targets.get(subject);
        Double limit = limits.get(subject);
        Series other = bySubject.get(peer);
        double goal = limit == null ? Double.NaN : limit;
        if (target == null || other == null) {
            return goal;
        }
        double byRatio = higherIsBetter ? other.median() * target : other.median() / target;
        if (Double.isNaN(goal)) {
            return byRatio;
        }
        return higherIsBetter ? Math.max(goal, byRatio) : Math.min(goal, byRatio);
    }

    /** As it is drawn. */
    public Panel panel() {
        List<Bar> bars = new ArrayList<>();
        bySubject.forEach((subject, series) -> {
            StringBuilder text = new StringBuilder(Report.number(series.median()));
            ratio(subject).ifPresent(ratio -> text.append(String.format(Locale.ROOT, ", %.2f times", ratio)));
            String target = Report.target(this, subject);
            if (!target.isEmpty()) {
                text.append(", target ").append(target);
            }
            bars.add(new Bar(subject, series.median(), series.min(), series.max(), text.toString(), goal(subject)));
        });
        return new Panel(name + ", " + unit + (higherIsBetter ? " (more is better)" : " (less is better)"), bars);
    }
}
