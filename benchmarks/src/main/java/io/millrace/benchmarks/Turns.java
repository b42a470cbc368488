package io.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What makes turns fair: another begins each time, and none inherits the other's unwritten pages. */
public final class Turns {
    private Turns() {}

    /** The subjects in the order of this run. */
    public static <T> List<T> of(List<T> subjects, int run) {
        List<T> order = new ArrayList<>(subjects);
        Collections.rotate(order, -run);
        return order;
    }

    /** Has the kernel write out what earlier loads left in the page cache; where it cannot be asked, does nothing. */
    public static void writeOut() {
        try {
            new ProcessBuilder("sync").start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run sync", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits, for what is measured at rest. */
    public static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
