package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulator.keyed.Tables;
import io.millrace.simulator.scenario.Report;
import io.millrace.simulator.scenario.Sabotage;
import io.millrace.simulator.scenario.Simulation;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compaction and retention; the same switches as {@link SimulationTest}. */
class TablesTest {
    private static final long ONE = Long.getLong("simulator.seed", -1);
    private static final long FIRST = Long.getLong("simulator.first", 0);
    private static final int SEEDS = Integer.getInteger("simulator.seeds", 24);
    private static final int ENOUGH_FOR_ALL = 24;
    /** In column "what": states that a simulation is worth little without. */
    private static final Set<String> MUST_HAPPEN = Set.of(
            "killed",
            "power cut",
            "at rest",
            "compacted",
            "tombstone gone",
            "begins later",
            "deleted",
            "out of range",
            "aborted",
            "gave up");

    private static final Set<String> happened = new TreeSet<>();

    static LongStream seeds() {
        return ONE >= 0 ? LongStream.of(ONE) : LongStream.range(FIRST, FIRST + SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theNewestOfEachKeyIsKeptAndTheRunRepeats(long seed) {
        Report report = Simulation.run(seed, Sabotage.NONE, Tables::new);
        if (ONE >= 0) {
            report.trace().lines().forEach(System.out::println);
        }
        assertThat(report.holds()).as(report::story).isTrue();

        Report again = Simulation.run(seed, Sabotage.NONE, Tables::new);

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
