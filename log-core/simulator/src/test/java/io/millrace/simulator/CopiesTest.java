package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulator.copy.Copies;
import io.millrace.simulator.scenario.Report;
import io.millrace.simulator.scenario.Sabotage;
import io.millrace.simulator.scenario.Simulation;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transactions, exactly-once copies and groups of both protocols; the same switches as {@link SimulationTest}. */
class CopiesTest {
    private static final long ONE = Long.getLong("simulator.seed", -1);
    private static final long FIRST = Long.getLong("simulator.first", 0);
    private static final int SEEDS = Integer.getInteger("simulator.seeds", 24);
    /** They found bugs beyond the default range; 0 did so within it. */
    private static final long[] FOUND_BUGS = {75};

    private static final int ENOUGH_FOR_ALL = 24;
    /** In column "what": states that a simulation is worth little without. */
    private static final Set<String> MUST_HAPPEN = Set.of(
            "classic group",
            "consumer group",
            "killed",
            "power cut",
            "zombie",
            "fenced",
            "aborted",
            "not committed",
            "offsets refused",
            "begins anew",
            "goes back",
            "revoked",
            "lost",
            "copied");

    private static final Set<String> happened = new TreeSet<>();

    static LongStream seeds() {
        return ONE >= 0
                ? LongStream.of(ONE)
                : LongStream.concat(LongStream.range(FIRST, FIRST + SEEDS), LongStream.of(FOUND_BUGS));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void copiesAreExactAndTheRunRepeats(long seed) {
        Report report = Simulation.run(seed, Sabotage.NONE, Copies::new);
        if (ONE >= 0) {
            report.trace().lines().forEach(System.out::println);
        }
        assertThat(report.holds()).as(report::story).isTrue();

        Report again = Simulation.run(seed, Sabotage.NONE, Copies::new);

        assertThat(again.trace().hash())
                .as("the hash of seed %d", seed)
                .isEqualTo(report.trace().hash());
        happened.addAll(report.trace().words());
    }

    @AfterAll
    static void everythingHappenedInSomeRun() {
        if (ONE < 0 && SEEDS >= ENOUGH_FOR_ALL) {
            assertThat(happened).containsAll(MUST_HAPPEN);
        }
    }
}
