package io.millrace.simulator;

import io.millrace.simulator.scenario.Simulation;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Producers, consumers and groups on one node; {@link Runs} says how to choose seeds. */
class SimulationTest {
    /** The last two found bugs when they lay beyond the default range; 17, 56 and 84 did so within it. */
    private static final Runs RUNS = new Runs(200, Simulation::run, 1537, 2190);

    static LongStream seeds() {
        return RUNS.seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyInvariantHoldsAndTheRunRepeats(long seed) {
        RUNS.holdsAndRepeats(seed);
    }

    @AfterAll
    static void everythingHappenedInSomeRun() {
        RUNS.hadAll(Set.of(
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
                "not committed"));
    }
}
