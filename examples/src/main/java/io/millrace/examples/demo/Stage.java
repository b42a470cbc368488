package io.millrace.examples.demo;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The progress of one stage: a bar with its rate on a terminal, a line every two seconds elsewhere. One thread. */
final class Stage implements AutoCloseable {
    private static final long LINE_EVERY_NANOS = 2_000_000_000L;
    private static final long STALL_NANOS = 120_000_000_000L;

    private final String name;
    private final long total;
    private final PrintStream err;
    private final @Nullable ProgressBar bar;
    private final long began = System.nanoTime();
    private long done;
    private long doneAtLine;
    private long lastLine = began;
    private long lastMove = began;

    Stage(String name, long already, long total, boolean terminal, PrintStream err) {
        this.name = name;
        this.total = total;
        this.err = err;
        this.done = already;
        this.doneAtLine = already;
        bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(total)
                        .startsFrom(already, java.time.Duration.ZERO)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUpdateIntervalMillis(100)
                        .showSpeed()
                        .build()
                : null;
    }

    /** Tells how far it is; throws {@link Stalled} when it has not moved for two minutes. */
    void at(long now) {
        long nanos = System.nanoTime();
        if (now > done) {
            done = now;
            lastMove = nanos;
        } else if (nanos - lastMove > STALL_NANOS) {
            throw new Stalled(name + ": no progress for 120 s at " + done + " of " + total);
        }
        if (bar != null) {
            bar.stepTo(Math.min(done, total));
        } else if (nanos - lastLine >= LINE_EVERY_NANOS) {
            double seconds = (nanos - lastLine) / 1e9;
            err.printf("  %-8s %,d of %,d  %,.0f a second%n", name, done, total, (done - doneAtLine) / seconds);
            lastLine = nanos;
            doneAtLine = done;
        }
    }

    /** Seconds since it began. */
    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        } else {
            err.printf("  %-8s %,d of %,d in %.1f s%n", name, done, total, seconds());
        }
    }

    /** A stage that does not move. */
    static final class Stalled extends RuntimeException {
        Stalled(String message) {
            super(message);
        }
    }
}
