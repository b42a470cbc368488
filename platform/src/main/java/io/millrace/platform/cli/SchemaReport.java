package io.millrace.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** What a registry says of a schema, for people: colours on a terminal, plain text in a pipe. One thread. */
final class SchemaReport {
    private final PrintStream out;
    private final Ansi ansi;

    private SchemaReport(PrintStream out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    static SchemaReport out() {
        return new SchemaReport(System.out, Terminal.ansi());
    }

    static SchemaReport err() {
        return new SchemaReport(System.err, Terminal.errAnsi());
    }

    /** A verdict with all that stands against the schema; one of a registry that explains nothing has its messages. */
    void verdict(String subject, JsonNode verdict) {
        boolean compatible = verdict.path("is_compatible").asBoolean();
        out.println(
                paint(compatible ? Ansi.Style.fg_green : Ansi.Style.fg_red, compatible ? "compatible" : "incompatible")
                        + " with " + Output.shown(subject)
                        + (verdict.has("level") ? " (" + verdict.path("level").asText() + ")" : "")
                        + (comparedNothing(verdict) ? ", which has nothing to compare with" : ""));
        for (JsonNode version : verdict.path("versions")) {
            out.println("  version " + version.path("version").asInt());
            version.path("problems").forEach(this::problem);
        }
        for (JsonNode message : verdict.path("messages")) {
            // The old schema as a whole, and the settings, are for programs: -o json has them.
            if (!message.asText().startsWith("{oldSchema:") && !message.asText().startsWith("{validate")) {
                out.println("  " + Output.shown(message.asText()));
            }
        }
        if (!compatible && verdict.has("passes")) {
            List<String> levels = new ArrayList<>();
            verdict.path("passes").forEach(level -> levels.add(level.asText()));
            out.println("  would pass at " + String.join(", ", levels));
        }
        lint(verdict.path("lint"));
    }

    private static boolean comparedNothing(JsonNode verdict) {
        return verdict.path("compared").asInt(1) == 0
                && !verdict.path("level").asText().equals("NONE");
    }

    private void problem(JsonNode problem) {
        out.println("    " + paint(Ansi.Style.fg_red, problem.path("rule").asText()) + " at "
                + Output.shown(problem.path("pointer").asText()) + ", where "
                + problem.path("direction").asText());
        fragments("      ", problem);
        String mend = problem.path("mend").asText("");
        if (!mend.isEmpty()) {
            out.println("      mend " + paint(Ansi.Style.bold, Output.shown(mend)));
        }
    }

    /** What changed from one version to another. */
    void difference(JsonNode difference) {
        if (difference.path("changes").isEmpty()) {
            out.println("version " + difference.path("from").asInt() + " and version "
                    + difference.path("to").asInt() + " are the same");
        }
        for (JsonNode change : difference.path("changes")) {
            String kind = change.path("kind").asText();
            Ansi.Style style = kind.equals("added")
                    ? Ansi.Style.fg_green
                    : kind.equals("removed") ? Ansi.Style.fg_red : Ansi.Style.fg_yellow;
            out.println(paint(style, kind) + " "
                    + Output.shown(change.path("pointer").asText()));
            fragments("  ", change);
        }
        lint(difference.path("lint"));
    }

    /** What passes the rules and changes what data means. */
    private void lint(JsonNode findings) {
        for (JsonNode finding : findings) {
            out.println(
                    paint(Ansi.Style.fg_yellow, "lint " + finding.path("rule").asText()) + " at "
                            + Output.shown(finding.path("pointer").asText()) + ": "
                            + Output.shown(finding.path("message").asText()));
            fragments("  ", finding);
            String mend = finding.path("mend").asText("");
            if (!mend.isEmpty()) {
                out.println("  mend " + paint(Ansi.Style.bold, Output.shown(mend)));
            }
        }
    }

    private void fragments(String indent, JsonNode node) {
        for (String side : new String[] {"old", "new"}) {
            JsonNode text = node.path(side);
            if (text.isTextual()) {
                out.println(indent + side + "  " + Output.shown(text.asText()));
            }
        }
    }

    /** The text is taken as it is: what others wrote is no markup. */
    private String paint(Ansi.Style style, String text) {
        return ansi.enabled() ? style.on() + text + style.off() : text;
    }
}
