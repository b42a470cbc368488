package io.millrace.benchmarks.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of the documentation as a list of what a reader does. A fence {@code sh} is typed in, the fence {@code text}
 * right after it is what appears then. A comment before a fence says what is special: {@code keeps running} or {@code not
 * run here: why}. <i>Immutable.</i>
 *
 * @param name file name
 * @param steps in their order
 */
record Page(String name, List<Step> steps) {
    /** How a step is done. */
    enum Way {
        RUN,
        KEEPS_RUNNING,
        NOT_HERE
    }

    /**
     * Lines that are typed in together.
     *
     * @param line number of the first on the page
     * @param way how
     * @param commands the lines
     * @param shown what the page shows of their output; empty when it shows nothing
     */
    record Step(int line, Way way, String commands, List<String> shown) {
        boolean startsNode() {
            return way == Way.KEEPS_RUNNING && commands.startsWith("./millrace start");
        }
    }

    static Page read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Step> steps = new ArrayList<>();
        Way way = Way.RUN;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("<!-- ")) {
                way = line.contains("keeps running")
                        ? Way.KEEPS_RUNNING
                        : line.contains("not run here") ? Way.NOT_HERE : Way.RUN;
            } else if (line.startsWith("```")) {
                int end = end(lines, i);
                if (line.equals("```sh")) {
                    int next = nextFence(lines, end);
                    boolean shows = next >= 0 && lines.get(next).equals("```text");
                    steps.add(new Step(
                            i + 2,
                            way,
                            String.join("\n", lines.subList(i + 1, end)),
                            shows ? lines.subList(next + 1, end(lines, next)) : List.of()));
                }
                way = Way.RUN;
                i = end;
            }
        }
        return new Page(file.getFileName().toString(), steps);
    }

    boolean mentions(String text) {
        return steps.stream().anyMatch(step -> step.commands.contains(text));
    }

    private static int end(List<String> lines, int fence) {
        int end = fence + 1;
        while (!lines.get(end).equals("```")) {
            end++;
        }
        return end;
    }

    /** The next line that holds anything, when it is a fence; -1 when prose stands between. */
    private static int nextFence(List<String> lines, int end) {
        int next = end + 1;
        while (next < lines.size() && lines.get(next).isBlank()) {
            next++;
        }
        return next < lines.size() && lines.get(next).startsWith("```") ? next : -1;
    }
}
