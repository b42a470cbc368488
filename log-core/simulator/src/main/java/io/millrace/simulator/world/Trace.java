package io.millrace.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The story of a run, one aligned line a transition, and its hash: two runs of one seed must agree in it.
 * <i>Loop-owned.</i>
 */
public final class Trace {
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final List<String> lines = new ArrayList<>();
    private final Set<String> words = new TreeSet<>();
    private long hash = FNV_OFFSET;

    /** Adds a line: when, who, what happened, with what. */
    public void add(long nanos, String who, String what, String detail) {
        words.add(what);
        StringBuilder line = new StringBuilder(80);
        right(line, Long.toString(nanos / 1_000_000), 7);
        line.append('.');
        String micros = Long.toString(nanos / 1_000 % 1_000);
        line.append("000", 0, 3 - micros.length()).append(micros).append("  ");
        left(line, who, 10);
        left(line, what, 14);
        line.append(detail);
        String text = line.toString();
        lines.add(text);
        mix(text);
    }

    /** A number that any difference in order, time or content changes. */
    public long hash() {
        return hash;
    }

    /** All lines, in order. */
    public List<String> lines() {
        return lines;
    }

    /** Everything that happened, each once. */
    public Set<String> words() {
        return words;
    }

    private void mix(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
    }

    private static void right(StringBuilder line, String text, int width) {
        line.append(" ".repeat(Math.max(0, width - text.length()))).append(text);
    }

    private static void left(StringBuilder line, String text, int width) {
        line.append(text).append(" ".repeat(Math.max(1, width - text.length())));
    }
}
