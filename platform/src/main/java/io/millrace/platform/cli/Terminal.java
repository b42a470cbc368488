package io.millrace.platform.cli;

import java.util.List;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** What the standard streams lead to, as the launcher found it, and tables for people. <i>Any thread.</i> */
public final class Terminal {
    private Terminal() {}

    /** Whether standard output is a terminal. */
    public static boolean out() {
        return Boolean.getBoolean("millrace.terminal.out");
    }

    /** Whether standard error is a terminal. */
    public static boolean err() {
        return Boolean.getBoolean("millrace.terminal.err");
    }

    /** Colours on a terminal unless NO_COLOR is set, plain text elsewhere. */
    public static Ansi ansi() {
        return out() && System.getenv("NO_COLOR") == null ? Ansi.ON : Ansi.OFF;
    }

    /** As {@link #ansi()}, for standard error. */
    public static Ansi errAnsi() {
        return err() && System.getenv("NO_COLOR") == null ? Ansi.ON : Ansi.OFF;
    }

    /** Rows in aligned columns under a header, without a trailing line break. */
    public static String table(List<String> header, List<List<String>> rows) {
        Column[] columns = new Column[header.size()];
        for (int i = 0; i < columns.length; i++) {
            int width = header.get(i).length();
            for (List<String> row : rows) {
                width = Math.max(width, row.get(i).length());
            }
            columns[i] = new Column(width + 2, 0, Column.Overflow.SPAN);
        }
        ColorScheme colors = new ColorScheme.Builder(ansi()).build();
        TextTable table = TextTable.forColumns(colors, columns);
        table.addRowValues(header.stream()
                .map(title -> ansi().new Text("@|bold " + title + "|@"))
                .toArray(Ansi.Text[]::new));
        for (List<String> row : rows) {
            table.addRowValues(row.stream().map(cell -> Ansi.OFF.new Text(cell)).toArray(Ansi.Text[]::new));
        }
        String text = table.toString();
        return text.lines()
                .map(String::stripTrailing)
                .reduce((a, b) -> a + System.lineSeparator() + b)
                .orElse("");
    }
}
