package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulator.scenario.Report;
import io.millrace.simulator.scenario.Simulation;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code -Dsimulator.seeds=N} runs as many; {@code -Dsimulator.seed=N} runs that one and prints its whole story. */
class SimulationTest {
    private static final long ONE = Long.getLong("simulator.seed", -1);
    private static final long FIRST = Long.getLong("simulator.first", 0);
    private static final int SEEDS = Integer.getInteger("simulator.seeds", 200);
    /** They found bugs when they lay beyond the default range; 17, 56 and 84 did so within it. */
    private static final long[] FOUND_BUGS = {1537, 2190};

    private static final int ENOUGH_FOR_ALL = 200;
    /** In column "what": states that a simulation is worth little without. */
    private static final Set<String> MUST_HAPPEN = Set.of(
            "killed",
            "power cut",
            "at rest",
            "refused",
            "cut",
            "silent",
            "gave up",
            "revoked",
            "lost",
            "leaves",
            "not committed");

    private static final Set<String> happened = new TreeSet<>();

    static LongStream seeds() {
        return ONE >= 0
                ? LongStream.of(ONE)
                : LongStream.concat(LongStream.range(FIRST, FIRST + SEEDS), LongStream.of(FOUND_BUGS));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyInvariantHoldsAndTheRunRepeats(long seed) {
        Report report = Simulation.run(seed);
        if (ONE >= 0) {
            report.trace().lines().forEach(System.out::println);
        }
        assertThat(report.holds()).as(report::story).isTrue();

        Report again = Simulation.run(seed);

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
