package io.millrace.benchmarks.log;

import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.draw.Drawing;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the log's figures look like: a drawing for every question that a reader has. */
final class Drawings {
    private Drawings() {}

    /** Of those that were measured. */
    static List<Drawing> of(Report report) {
        return Stream.of(
                        drawing(
                                report,
                                "log-start",
                                "Start and memory",
                                figure -> named(figure, "start ", "resident after")),
                        drawing(
                                report,
                                "log-produce",
                                "Produce as fast as it goes, stock Java client, acks=all",
                                figure -> named(figure, "produce 1")
                                        && !figure.name().contains("process")),
                        drawing(
                                report,
                                "log-consume",
                                "Consume as fast as it goes, stock Java client, and a client that only fetches",
                                figure -> named(figure, "consume 1", "raw fetch", "produce and consume")
                                        && !figure.name().contains("process")),
                        drawing(
                                report,
                                "log-latency",
                                "Time until a record is acknowledged",
                                figure -> named(figure, "half of the peak", "synced")),
                        drawing(
                                report,
                                "log-in-process",
                                "The log in the process that uses it",
                                figure -> figure.name().contains("process") || named(figure, "Millrace.log()")),
                        drawing(
                                report,
                                "log-large",
                                "Many partitions, and much data",
                                figure -> figure.name().contains("partitions, ")
                                        || figure.name().contains("of log, ")))
                .filter(drawing -> !drawing.panels().isEmpty())
                .toList();
    }

    private static Drawing drawing(Report report, String file, String title, Predicate<Figure> belongs) {
        List<Figure> figures = report.figures().stream()
                .filter(belongs)
                .filter(figure -> !figure.name().endsWith("CPU of the client"))
                .toList();
        return new Drawing(file, title, figures.stream().map(Figure::panel).toList(), report.notes());
    }

    private static boolean named(Figure figure, String... beginnings) {
        return Stream.of(beginnings).anyMatch(figure.name()::startsWith);
    }
}
