package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.simulator.check.Invariants;
import io.millrace.simulator.scenario.Report;
import io.millrace.simulator.scenario.Sabotage;
import io.millrace.simulator.scenario.Simulation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Who finds nothing may be blind: each of these bugs must be found, and by the invariant that names it. */
class PlantedBugTest {
    private static final int SEEDS = Integer.getInteger("simulator.planted.seeds", 100);

    @Test
    void anAcknowledgementBeforeTheSyncIsFound() {
        Report report = find(Bugs.ACKNOWLEDGES_BEFORE_SYNC, "AcknowledgedIsKept");

        assertThat(report.why()).contains("was acknowledged at");
    }

    @Test
    void anOffsetThatIsGivenAgainAfterACrashIsFound() {
        Report report = find(Bugs.GIVES_OFFSETS_AGAIN, "OffsetsAreForever");

        assertThat(report.why()).contains("offset");
    }

    @Test
    void aDuplicateIsFound() {
        Report report = find(Bugs.STORES_DUPLICATES, "NoDuplicate");

        assertThat(report.why()).contains("lies at");
    }

    @Test
    void eachIsFoundWithinTenSeedsWhenAllWatch() {
        for (Sabotage bug : List.of(Bugs.ACKNOWLEDGES_BEFORE_SYNC, Bugs.GIVES_OFFSETS_AGAIN, Bugs.STORES_DUPLICATES)) {
            assertThat(LongStream.range(0, 10))
                    .anyMatch(
                            seed -> !Simulation.run(seed, bug, new Invariants()).holds());
        }
    }

    @Test
    void theStoryNamesTheSeedItsOptionsAndTheCommandThatRepeatsIt() {
        Report report = find(Bugs.STORES_DUPLICATES, "NoDuplicate");

        assertThat(report.story())
                .contains("seed " + report.seed())
                .contains("partitions=", "faults=[")
                .contains("-Dtest=SimulationTest", "-Dsimulator.seed=" + report.seed())
                .contains("VIOLATION");
        assertThat(run(report.seed(), Bugs.STORES_DUPLICATES, "NoDuplicate")
                        .trace()
                        .hash())
                .isEqualTo(report.trace().hash());
    }

    private static Report find(Sabotage bug, String invariant) {
        Map<String, Integer> others = new TreeMap<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            Report report = run(seed, bug, invariant);
            if (invariant.equals(report.violated())) {
                return report;
            }
            others.merge(String.valueOf(report.violated()), 1, Integer::sum);
        }
        return fail("%s does not speak up in %d seeds; these do: %s", invariant, SEEDS, others);
    }

    private static Report run(long seed, Sabotage bug, String invariant) {
        return Simulation.run(seed, bug, new Invariants(invariant::equals));
    }
}
