package io.millrace.platform.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The option that chooses between text for people and JSON for programs. */
public final class Output {
    private static final Pattern STEERING =
            Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "text for people, json for programs (default: ${DEFAULT-VALUE}).")
    private Form form = Form.TEXT;

    /** Whether JSON was asked for. */
    public boolean json() {
        return form == Form.JSON;
    }

    /** Rows of these columns on standard output: a table, in which what is missing shows as -, or one line of JSON. */
    public void rows(List<String> columns, List<Map<String, Object>> rows) {
        if (json()) {
            System.out.println(line(rows));
            return;
        }
        System.out.println(Terminal.table(
                columns.stream().map(column -> column.toUpperCase(Locale.ROOT)).toList(),
                rows.stream()
                        .map(row -> columns.stream()
                                .map(column -> row.get(column))
                                .map(value -> value == null || value.equals("") ? "-" : shown(value))
                                .toList())
                        .toList()));
    }

    /** What others named or said may not steer a terminal, nor turn the direction of what stands beside it. */
    static String shown(Object value) {
        return STEERING.matcher(value.toString()).replaceAll("\uFFFD");
    }

    /** One line of JSON. */
    public static String line(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

    /** The forms of output. */
    enum Form {
        TEXT,
        JSON
    }

    /** Loaded with the first line of JSON: every command has this option, and few use it. */
    private static final class Json {
        private static final ObjectMapper MAPPER = new ObjectMapper();
    }
}
