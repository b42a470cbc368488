package io.millrace.simulator.scenario;

import io.millrace.base.Rng;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a seed makes of a run. <i>Immutable.</i>
 *
 * @param partitions of the topic
 * @param nodeLoops loops of the node
 * @param recordsPerProducer each of the two producers writes so many
 * @param largestValueBytes values are up to so large
 * @param burst records that a producer writes at once, at most
 * @param pauseMs pause between bursts, at most
 * @param lingerMs of the producers
 * @param batchBytes of the producers
 * @param maxInFlight of the producers
 * @param compression of the producers
 * @param deliveryTimeoutMs of the producers
 * @param fetchBytes of one partition in one fetch
 * @param commitMs pause between two commits of a member
 * @param journalFileBytes of the node
 * @param journalFiles of the node
 * @param segmentBytes of the node
 * @param slowestSyncMicros of the node's disk
 * @param faultMs pause between faults, at most
 * @param loadMs faults end after so long
 * @param faults those that may happen
 */
public record Options(
        int partitions,
        int nodeLoops,
        int recordsPerProducer,
        int largestValueBytes,
        int burst,
        int pauseMs,
        int lingerMs,
        int batchBytes,
        int maxInFlight,
        String compression,
        int deliveryTimeoutMs,
        int fetchBytes,
        int commitMs,
        int journalFileBytes,
        int journalFiles,
        int segmentBytes,
        int slowestSyncMicros,
        int faultMs,
        int loadMs,
        Set<Fault> faults) {
    private static final List<Fault> ENDS = List.of(Fault.POWER_CUT, Fault.POWER_CUT_WHILE_WRITING, Fault.KILL);
    private static final List<Fault> OTHERS = others();

    static Options from(Rng rng) {
        boolean large = rng.nextInt(6) == 0;
        return new Options(
                1 + rng.nextInt(4),
                1 + rng.nextInt(3),
                20 + rng.nextInt(large ? 100 : 180),
                large ? 12_000 : oneOf(rng, 10, 100, 1_000),
                1 + rng.nextInt(10),
                1 + rng.nextInt(120),
                oneOf(rng, 0, 0, 1, 5, 20),
                oneOf(rng, 0, 200, 1_000, 16_384, 50_000),
                1 + rng.nextInt(5),
                rng.nextInt(3) > 0
                        ? "none"
                        : List.of("gzip", "snappy", "lz4", "zstd").get(rng.nextInt(4)),
                rng.nextInt(4) == 0 ? 1_000 + rng.nextInt(3_000) : 120_000,
                oneOf(rng, 1, 500, 4_000, 1 << 20),
                oneOf(rng, 20, 100, 500),
                oneOf(rng, 64 << 10, 128 << 10, 1 << 20),
                2 + rng.nextInt(3),
                oneOf(rng, 64 << 10, 256 << 10, 1 << 20),
                oneOf(rng, 100, 2_000, 20_000),
                oneOf(rng, 200, 1_000, 3_000),
                2_000 + rng.nextInt(6_000),
                faults(rng));
    }

    private static int oneOf(Rng rng, int... choices) {
        return choices[rng.nextInt(choices.length)];
    }

    /** At least one that ends the node, and some of the rest. */
    private static Set<Fault> faults(Rng rng) {
        Set<Fault> drawn = EnumSet.noneOf(Fault.class);
        drawn.add(ENDS.get(rng.nextInt(ENDS.size())));
        ENDS.forEach(end -> {
            if (rng.nextInt(3) == 0) {
                drawn.add(end);
            }
        });
        int each = 2 + rng.nextInt(4);
        OTHERS.forEach(other -> {
            if (rng.nextInt(each) == 0) {
                drawn.add(other);
            }
        });
        return drawn;
    }

    private static List<Fault> others() {
        List<Fault> others = new ArrayList<>(List.of(Fault.values()));
        others.removeAll(ENDS);
        return others;
    }
}
