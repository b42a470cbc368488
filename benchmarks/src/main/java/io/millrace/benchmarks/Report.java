package io.millrace.benchmarks;

import io.millrace.benchmarks.draw.Drawing;
import io.millrace.platform.cli.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark measured, as a table and as data. <i>Immutable.</i>
 *
 * @param benchmark its name
 * @param figures in the order to print
 * @param notes what a reader must know to judge the figures, one line each
 * @param failures why figures do not count, such as results that differ; empty when all is well
 */
public record Report(String benchmark, List<Figure> figures, List<String> notes, List<String> failures) {
    /** Keeps its own copies. */
    public Report {
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
        failures = List.copyOf(failures);
    }

    /** Of a run without failures. */
    public Report(String benchmark, List<Figure> figures, List<String> notes) {
        this(benchmark, figures, notes, List.of());
    }

    /** The table for people: a row for every figure and subject, then the notes. */
    public String text() {
        List<String> header = List.of("measured", "subject", "median", "range", "unit", "ratio", "target");
        StringBuilder text = new StringBuilder(Terminal.table(header, rows())).append("\n\n");
        text.append(String.join("\n", notes));
        failures.forEach(failure -> text.append("\nFAILED: ").append(failure));
        return text.toString();
    }

    /** The same as a page of Markdown that shows drawings, which lie beside it. */
    public String page(List<Drawing> drawings) {
        StringBuilder page = new StringBuilder("# bench " + benchmark + ", as measured\n\n");
        notes.forEach(
                note -> page.append("- ").append(note.replaceAll(" {2,}", ": ")).append('\n'));
        failures.forEach(
                failure -> page.append("- **failed**: ").append(failure).append('\n'));
        for (Drawing drawing : drawings) {
            page.append("\n![")
                    .append(drawing.title())
                    .append("](")
                    .append(drawing.file())
                    .append(".svg)\n");
        }
        page.append("\n| measured | subject | median | range | unit | ratio | target |\n")
                .append("| --- | --- | --- | --- | --- | --- | --- |\n");
        rows().forEach(row -> page.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return page.toString();
    }

    /** The same for programs: maps, lists, texts and numbers only. */
    public Map<String, Object> data() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Figure figure : figures) {
            figure.bySubject().forEach((subject, series) -> {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("measured", figure.name());
                one.put("unit", figure.unit());
                one.put("subject", subject);
                one.put("median", series.median());
                one.put("min", series.min());
                one.put("max", series.max());
                one.put("values", series.values());
                figure.ratio(subject).ifPresent(ratio -> one.put("ratio", ratio));
                Double target = figure.targets().get(subject);
                if (target != null) {
                    one.put("target", target);
                }
                Double limit = figure.limits().get(subject);
                if (limit != null) {
                    one.put("limit", limit);
                }
                figure.reached(subject).ifPresent(reached -> one.put("reached", reached));
                all.add(one);
            });
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("benchmark", benchmark);
        data.put("figures", all);
        data.put("notes", notes);
        data.put("failures", failures);
        return data;
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (Figure figure : figures) {
            String name = figure.name();
            for (Map.Entry<String, Series> subject : figure.bySubject().entrySet()) {
                rows.add(row(name, figure, subject.getKey(), subject.getValue()));
                name = "";
            }
        }
        return rows;
    }

    private static List<String> row(String name, Figure figure, String subject, Series series) {
        return List.of(
                name,
                subject,
                number(series.median()),
                number(series.min()) + " .. " + number(series.max()),
                figure.unit(),
                figure.ratio(subject)
                        .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                        .orElse(""),
                target(figure, subject));
    }

    /** The ratio to reach, the value to keep to, and whether one is missed. */
    static String target(Figure figure, String subject) {
        List<String> parts = new ArrayList<>();
        Double target = figure.targets().get(subject);
        if (target != null) {
            parts.add(String.format(Locale.ROOT, "%.2f", target));
        }
        Double limit = figure.limits().get(subject);
        if (limit != null) {
            parts.add((figure.higherIsBetter() ? ">= " : "<= ") + number(limit));
        }
        figure.reached(subject).filter(reached -> !reached).ifPresent(missed -> parts.add("missed"));
        return String.join(" ", parts);
    }

    /** As people read it. */
    static String number(double value) {
        return String.format(
                Locale.ROOT, value >= 1000 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f", value);
    }
}
