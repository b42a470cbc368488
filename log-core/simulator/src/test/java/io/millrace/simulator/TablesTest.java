package io.millrace.simulator;

import io.millrace.simulator.keyed.Tables;
import io.millrace.simulator.scenario.Sabotage;
import io.millrace.simulator.scenario.Simulation;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compaction and retention. */
class TablesTest {
    private static final Runs RUNS = new Runs(24, seed -> Simulation.run(seed, Sabotage.NONE, Tables::new));

    static LongStream seeds() {
        return RUNS.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theNewestOfEachKeyIsKeptAndTheRunRepeats(long seed) {
        RUNS.holdsAndRepeats(seed);
    }

    @AfterAll
    static void everythingHappenedInSomeRun() {
        RUNS.hadAll(Set.of(
                "killed",
                "power cut",
                "at rest",
                "compacted",
                "tombstone gone",
                "begins later",
                "deleted",
                "out of range",
                "aborted",
                "gave up"));
    }
}
