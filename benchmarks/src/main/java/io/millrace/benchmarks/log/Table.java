package io.millrace.benchmarks.log;

import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects values run by run, and makes figures of them with their targets. Used by one thread. */
final class Table {
    private final List<String> subjects;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** The subjects in the order of the table. */
    Table(List<String> subjects) {
        this.subjects = subjects;
    }

    /** One value of a figure; the first value of a figure decides its place in the table. */
    void add(Kind kind, String what, String subject, double value) {
        rows.computeIfAbsent(kind.title.formatted(what), name -> new Row(kind))
                .values
                .computeIfAbsent(subject, name -> new ArrayList<>())
                .add(value);
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        rows.forEach((name, row) -> {
            Map<String, Series> series = new LinkedHashMap<>();
            for (String subject : subjects) {
                List<Double> values = row.values.get(subject);
                if (values != null) {
                    series.put(subject, new Series(values));
                }
            }
            Kind kind = row.kind;
            figures.add(new Figure(name, kind.unit, kind.higherIsBetter, Subject.KAFKA, series, kind.targets()));
        });
        return figures;
    }

    /** The kinds of figures, with the ratio to Apache Kafka that each has to reach; 0 for none. */
    enum Kind {
        START("start to first acknowledged record%s", "ms", false, 4, 4),
        RESIDENT_AT_START("resident after start%s", "MiB", false, 3, 3),
        RESIDENT_AFTER_LOAD("resident after the loads%s", "MiB", false, 0, 0),
        PRODUCE("produce %s", "records/s", true, 0.7, 1.0),
        PRODUCE_CPU("produce %s, CPU of the server", "us/record", false, 1.0, 1.0),
        CONSUME("consume %s", "records/s", true, 0.9, 0.9),
        CONSUME_CPU("consume %s, CPU of the server", "us/record", false, 1.0, 1.0),
        PRODUCE_CLIENT_CPU("produce %s, CPU of the client", "us/record", false, 0, 0),
        CONSUME_CLIENT_CPU("consume %s, CPU of the client", "us/record", false, 0, 0);

        private final String title;
        private final String unit;
        private final boolean higherIsBetter;
        private final double sync;
        private final double os;

        Kind(String title, String unit, boolean higherIsBetter, double sync, double os) {
            this.title = title;
            this.unit = unit;
            this.higherIsBetter = higherIsBetter;
            this.sync = sync;
            this.os = os;
        }

        private Map<String, Double> targets() {
            return sync == 0 ? Map.of() : Map.of(Subject.SYNC, sync, Subject.OS, os);
        }
    }

    /** The values of one figure so far. */
    private static final class Row {
        private final Kind kind;
        private final Map<String, List<Double>> values = new LinkedHashMap<>();

        Row(Kind kind) {
            this.kind = kind;
        }
    }
}
