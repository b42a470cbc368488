package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects values run by run, and makes figures of them. Used by one thread. */
public final class Sheet {
    /**
     * What is measured. <i>Immutable.</i>
     *
     * @param name as it stands in the table
     * @param unit of its values
     * @param higherIsBetter what a ratio above one means
     * @param targets the ratio to the peer that a subject has to reach
     * @param limits the value that a subject has to keep to
     */
    public record Kind(
            String name,
            String unit,
            boolean higherIsBetter,
            Map<String, Double> targets,
            Map<String, Double> limits) {}

    private final String peer;
    private final List<String> subjects;
    private final Map<Kind, Map<String, List<Double>>> rows = new LinkedHashMap<>();

    /** The subjects in the order of the table, and the one that the others are compared with. */
    public Sheet(String peer, List<String> subjects) {
        this.peer = peer;
        this.subjects = List.copyOf(subjects);
    }

    /** One value; the first of a kind decides its place in the table. */
    public void add(Kind kind, String subject, double value) {
        rows.computeIfAbsent(kind, name -> new LinkedHashMap<>())
                .computeIfAbsent(subject, name -> new ArrayList<>())
                .add(value);
    }

    /** All that was added. */
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        rows.forEach((kind, values) -> {
            Map<String, Series> series = new LinkedHashMap<>();
            for (String subject : subjects) {
                List<Double> own = values.get(subject);
                if (own != null) {
                    series.put(subject, new Series(own));
                }
            }
            figures.add(new Figure(
                    kind.name(), kind.unit(), kind.higherIsBetter(), peer, series, kind.targets(), kind.limits()));
        });
        return figures;
    }
}
