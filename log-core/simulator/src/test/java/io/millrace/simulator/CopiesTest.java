package io.millrace.simulator;

import io.millrace.simulator.copy.Copies;
import io.millrace.simulator.scenario.Sabotage;
import io.millrace.simulator.scenario.Simulation;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transactions, exactly-once copies and groups of both protocols. */
class CopiesTest {
    /** Seed 75 found bugs beyond the default range; 0 did so within it. */
    private static final Runs RUNS = new Runs(24, seed -> Simulation.run(seed, Sabotage.NONE, Copies::new), 75);

    static LongStream seeds() {
        return RUNS.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void copiesAreExactAndTheRunRepeats(long seed) {
        RUNS.holdsAndRepeats(seed);
    }

    @AfterAll
    static void everythingHappenedInSomeRun() {
        RUNS.hadAll(Set.of(
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
                "copied"));
    }
}
