package io.millrace.simulator;

import static org.assertj.core.api.Assertions.fail;

import io.millrace.simulator.check.Invariants;
import io.millrace.simulator.copy.Copies;
import io.millrace.simulator.keyed.Tables;
import io.millrace.simulator.scenario.Cast;
import io.millrace.simulator.scenario.Report;
import io.millrace.simulator.scenario.Sabotage;
import io.millrace.simulator.scenario.Simulation;
import io.millrace.simulator.scenario.Stage;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Each bug around transactions, groups and compaction is found, with all invariants watching. */
class LaterBugsTest {
    private static final int SEEDS = Integer.getInteger("simulator.planted.seeds", 100);

    @Test
    void anAcknowledgementBeforeTheSyncIsFound() {
        find(
                () -> Bugs.ACKNOWLEDGES_BEFORE_SYNC,
                Copies::new,
                Set.of("NoTornTransaction", "OffsetsAreForever", "CommitsStay", "HighWatermarkStays", "NoGap"));
    }

    @Test
    void offsetsThatAreCommittedBeforeTheSendsAreFound() {
        find(LaterBugs.OFFSETS_BEFORE_SENDS, Copies::new, Set.of("CommitsNotAhead", "CopiesEqualInput"));
    }

    @Test
    void anEndWithoutACheckOfItsEpochIsFound() {
        find(LaterBugs.NO_EPOCH_CHECK, Copies::new, Set.of("ZombiesAreFenced", "NoAbortedRead", "NoTornTransaction"));
    }

    @Test
    void aReaderOfTheUncommittedIsFound() {
        find(LaterBugs.ISOLATION_IGNORED, Copies::new, Set.of("NoAbortedRead"));
    }

    @Test
    void anEndThatGoesBackIsFound() {
        find(LaterBugs.WATERMARK_GOES_BACK, Copies::new, Set.of("HighWatermarkStays", "StableEndStays"));
    }

    @Test
    void aLostWindowIsFound() {
        find(LaterBugs.WINDOW_LOST, null, Set.of("NoDuplicate"));
    }

    @Test
    void aStateThatWasNotBuiltAnewIsFound() {
        find(LaterBugs.STATE_NOT_REBUILT, null, Set.of("NoDuplicate"));
    }

    @Test
    void aTombstoneThatIsDroppedEarlyIsFound() {
        find(LaterBugs.TOMBSTONE_DROPPED_EARLY, Tables::new, Set.of("TombstoneStays"));
    }

    private static void find(Supplier<Sabotage> bug, Function<Stage, Cast> plot, Set<String> by) {
        Map<String, Integer> others = new TreeMap<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            Report report = plot == null
                    ? Simulation.run(seed, bug.get(), new Invariants())
                    : Simulation.run(seed, bug.get(), plot);
            if (by.contains(String.valueOf(report.violated()))) {
                return;
            }
            if (!report.holds()) {
                others.merge(report.why(), 1, Integer::sum);
            }
        }
        fail("%s do not speak up in %d seeds; others do: %s", by, SEEDS, others);
    }
}
