package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulator.scenario.Report;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * The runs of one kind of simulation: {@code -Dsimulator.seeds=N} has as many, from {@code -Dsimulator.first=N} on;
 * {@code -Dsimulator.seed=N} has that one and prints its whole story.
 */
final class Runs {
    private static final long ONE = Long.getLong("simulator.seed", -1);
    private static final long FIRST = Long.getLong("simulator.first", 0);

    private final int seeds;
    private final int enoughForAll;
    private final long[] foundBugs;
    private final LongFunction<Report> simulation;
    private final Set<String> happened = new TreeSet<>();

    /** So many unless another number is set, and those beyond them that once found bugs. */
    Runs(int enoughForAll, LongFunction<Report> simulation, long... foundBugs) {
        this.seeds = Integer.getInteger("simulator.seeds", enoughForAll);
        this.enoughForAll = enoughForAll;
        this.simulation = simulation;
        this.foundBugs = foundBugs;
    }

    LongStream seeds() {
        return ONE >= 0
                ? LongStream.of(ONE)
                : LongStream.concat(LongStream.range(FIRST, FIRST + seeds), LongStream.of(foundBugs));
    }

    void holdsAndRepeats(long seed) {
        Report report = simulation.apply(seed);
        if (ONE >= 0) {
            report.trace().lines().forEach(System.out::println);
        }
        assertThat(report.holds()).as(report::story).isTrue();

        Report again = simulation.apply(seed);

        assertThat(again.trace().hash())
                .as("the hash of seed %d", seed)
                .isEqualTo(report.trace().hash());
        happened.addAll(report.trace().words());
    }

    /** In column "what" of some run: states that a simulation is worth little without. */
    void hadAll(Set<String> mustHappen) {
        if (ONE < 0 && seeds >= enoughForAll) {
            assertThat(happened).containsAll(mustHappen);
        }
    }
}
