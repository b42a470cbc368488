package io.millrace.simulator.scenario;

import io.millrace.simulator.world.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run went. <i>Immutable</i> by then.
 *
 * @param test which test runs it
 * @param seed which run
 * @param options what the seed made of it
 * @param violated the invariant that does not hold, or null
 * @param why what was seen
 * @param thrown what the code under test threw, if it did
 * @param trace the story
 */
public record Report(
        String test,
        long seed,
        String options,
        @Nullable String violated,
        String why,
        @Nullable Throwable thrown,
        Trace trace) {
    private static final int LINES_SHOWN = 60;

    /** Whether every invariant held. */
    public boolean holds() {
        return violated == null;
    }

    /** The seed, its options, the command that repeats it, and the end of the story. */
    public String story() {
        List<String> lines = trace.lines();
        List<String> end = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        return "seed " + seed + ": " + why
                + "\n" + options
                + "\nrepeat it: " + command()
                + "\n" + String.join("\n", end)
                + "\n";
    }

    /** What to type to run that seed alone, with its whole story. */
    private String command() {
        return "mvn -pl log-core/simulator -am test -Dtest=" + test
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulator.seed=" + seed;
    }
}
