package io.millrace.benchmarks.draw;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Panels of bars below each other, with what they were measured on and the command that repeats them. <i>Immutable.</i>
 *
 * @param file its name, without an ending
 * @param title over all panels
 * @param panels from the top
 * @param notes below them, one line each; long ones are broken
 */
public record Drawing(String file, String title, List<Panel> panels, List<String> notes) {
    private static final int WIDTH = 880;
    private static final int MARGIN = 16;
    private static final int BARS_AT = 232;
    private static final int BARS_WIDTH = 360;
    private static final int ROW = 20;
    private static final int NOTE_CHARACTERS = 138;
    private static final int COLOURS = 4;

    /** Follows what the reader's system prefers; the ground is drawn too, so that it is legible on any page. */
    private static final String STYLE = """
            <style>
              .ground { fill: #ffffff } text { fill: #1f2328; font: 12px system-ui, sans-serif }
              .title { font-size: 15px; font-weight: 600 } .panel { font-weight: 600 } .note { fill: #59636e; font-size: 11px }
              .bar0 { fill: #0969da } .bar1 { fill: #54aeff } .bar2 { fill: #818b98 } .bar3 { fill: #bf8700 }
              .range { stroke: #1f2328; stroke-width: 1.2; fill: none } .goal { stroke: #1a7f37; stroke-width: 2; stroke-dasharray: 3 2 }
              @media (prefers-color-scheme: dark) {
                .ground { fill: #0d1117 } text { fill: #f0f6fc } .note { fill: #9198a1 }
                .bar0 { fill: #4493f8 } .bar1 { fill: #1f5fae } .bar2 { fill: #656c76 } .bar3 { fill: #d29922 }
                .range { stroke: #f0f6fc } .goal { stroke: #3fb950 }
              }
            </style>
            """;

    /** Keeps its own copies. */
    public Drawing {
        panels = List.copyOf(panels);
        notes = List.copyOf(notes);
    }

    /** As an SVG file. */
    public String svg() {
        List<String> subjects = subjects();
        StringBuilder body = new StringBuilder();
        int y = MARGIN + 12;
        body.append(text(MARGIN, y, "title", title));
        y += 12;
        for (Panel panel : panels) {
            y += ROW;
            body.append(text(MARGIN, y, "panel", panel.title()));
            double scale = panel.largest() > 0 ? BARS_WIDTH / panel.largest() : 0;
            for (Bar bar : panel.bars()) {
                y += ROW;
                body.append(row(bar, subjects.indexOf(bar.subject()) % COLOURS, y, scale));
            }
            y += 8;
        }
        y += 12;
        List<String> below = new ArrayList<>();
        below.add("bar: median; line: range of the runs; dashed: what is to be reached");
        notes.forEach(note -> below.addAll(broken(note)));
        for (String line : below) {
            y += 15;
            body.append(text(MARGIN, y, "note", line));
        }
        int height = y + MARGIN;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height + "\" width=\"" + WIDTH
                + "\" height=\"" + height + "\" role=\"img\">\n<title>" + escaped(title) + "</title>\n" + STYLE
                + "<rect class=\"ground\" width=\"" + WIDTH + "\" height=\"" + height + "\"/>\n" + body + "</svg>\n";
    }

    /** In the order of their colours. */
    private List<String> subjects() {
        Set<String> subjects = new LinkedHashSet<>();
        panels.forEach(panel -> panel.bars().forEach(bar -> subjects.add(bar.subject())));
        return List.copyOf(subjects);
    }

    private static String row(Bar bar, int colour, int baseline, double scale) {
        int top = baseline - 12;
        int middle = top + 8;
        StringBuilder row = new StringBuilder(text(MARGIN + 8, baseline, "", bar.subject()));
        row.append(String.format(
                Locale.ROOT,
                "<rect class=\"bar%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" rx=\"2\"/>%n",
                colour,
                BARS_AT,
                top,
                bar.median() * scale));
        row.append(String.format(
                Locale.ROOT,
                "<path class=\"range\" d=\"M%.1f %d v8 m0 -4 H%.1f m0 -4 v8\"/>%n",
                BARS_AT + bar.min() * scale,
                middle - 4,
                BARS_AT + bar.max() * scale));
        if (!Double.isNaN(bar.goal())) {
            row.append(String.format(
                    Locale.ROOT, "<path class=\"goal\" d=\"M%.1f %d v20\"/>%n", BARS_AT + bar.goal() * scale, top - 2));
        }
        return row.append(text(BARS_AT + BARS_WIDTH + 10, baseline, "", bar.text()))
                .toString();
    }

    private static String text(int x, int y, String style, String words) {
        return "<text x=\"" + x + "\" y=\"" + y + "\"" + (style.isEmpty() ? "" : " class=\"" + style + "\"") + ">"
                + escaped(words) + "</text>\n";
    }

    private static List<String> broken(String note) {
        List<String> lines = new ArrayList<>();
        String rest = note;
        while (rest.length() > NOTE_CHARACTERS) {
            int space = rest.lastIndexOf(' ', NOTE_CHARACTERS);
            int end = space > 0 ? space : NOTE_CHARACTERS;
            lines.add(rest.substring(0, end));
            rest = "    " + rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
