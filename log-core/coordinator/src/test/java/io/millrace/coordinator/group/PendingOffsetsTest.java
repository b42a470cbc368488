package io.millrace.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.wire.message.GroupRecords.OffsetCommit;
import io.millrace.wire.message.GroupRecords.OffsetValue;
import io.millrace.wire.message.GroupRecords.PendingOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Of all that counts at a place, what stands last in the log is the position, whichever transaction ends last. */
class PendingOffsetsTest {
    private final PendingOffsets pending = new PendingOffsets();
    private final Map<Integer, Long> positions = new HashMap<>();

    private static OffsetCommit offset(int partition, long at) {
        return new OffsetCommit("g", "t", partition, new OffsetValue(at, -1, "", 0, -1, Uuid.ZERO_UUID));
    }

    private void ends(long producer, boolean commit) {
        pending.take(producer, commit).forEach(this::committed);
    }

    private void committed(OffsetCommit offset) {
        positions.put(offset.partition(), Objects.requireNonNull(offset.value()).offset());
    }

    @Test
    void theOlderTransactionsOffsetDoesNotReplaceTheNewerOnes() {
        pending.add(new PendingOffset(1, (short) 0, offset(0, 10)));
        pending.add(new PendingOffset(2, (short) 0, offset(0, 20)));

        ends(2, true);
        assertThat(pending.isUnstable("g", "t", 0)).isFalse();
        ends(1, true);

        assertThat(positions).containsEntry(0, 20L);
    }

    @Test
    void theNewerTransactionsOffsetReplacesTheOlderOnes() {
        pending.add(new PendingOffset(1, (short) 0, offset(0, 10)));
        pending.add(new PendingOffset(2, (short) 0, offset(0, 20)));

        ends(1, true);
        assertThat(positions).containsEntry(0, 10L);
        assertThat(pending.isUnstable("g", "t", 0)).isTrue();
        ends(2, true);

        assertThat(positions).containsEntry(0, 20L);
    }

    @Test
    void anAbortLeavesTheOthersAlone() {
        pending.add(new PendingOffset(1, (short) 0, offset(0, 10)));
        pending.add(new PendingOffset(2, (short) 0, offset(0, 20)));

        ends(2, false);
        assertThat(pending.isUnstable("g", "t", 0)).isTrue();
        ends(1, true);

        assertThat(positions).containsEntry(0, 10L);
        assertThat(pending.of("g")).isEmpty();
    }

    @Test
    void thePositionIsWhatStandsLastInTheLog() {
        for (int seed = 0; seed < 300; seed++) {
            script(Rng.seeded(seed), seed);
        }
    }

    private record Written(long producer, int partition, long number) {}

    /** Each offset is its own place in the log. */
    private void script(Rng rng, int seed) {
        positions.clear();
        PendingOffsets fresh = new PendingOffsets();
        List<Written> open = new ArrayList<>();
        Map<Integer, Long> last = new HashMap<>();
        for (long number = 0; number < 60; number++) {
            long producer = rng.nextInt(4);
            int partition = rng.nextInt(3);
            switch (rng.nextInt(4)) {
                case 0, 1 -> {
                    fresh.add(new PendingOffset(producer, (short) 0, offset(partition, number)));
                    open.removeIf(each -> each.producer() == producer && each.partition() == partition);
                    open.add(new Written(producer, partition, number));
                }
                case 2 -> {
                    boolean commit = rng.nextInt(2) == 0;
                    fresh.take(producer, commit).forEach(this::committed);
                    for (Written each : List.copyOf(open)) {
                        if (each.producer() == producer) {
                            open.remove(each);
                            if (commit) {
                                last.merge(each.partition(), each.number(), Math::max);
                            }
                        }
                    }
                }
                default -> {
                    committed(offset(partition, number));
                    fresh.supersede(offset(partition, number));
                    last.put(partition, number);
                }
            }
            assertThat(positions).as("seed %d, after %d", seed, number).isEqualTo(last);
            for (int each = 0; each < 3; each++) {
                int at = each;
                boolean mayMove = open.stream()
                        .anyMatch(one -> one.partition() == at && one.number() > last.getOrDefault(at, -1L));
                assertThat(fresh.isUnstable("g", "t", at))
                        .as("seed %d, after %d, %s", seed, number, new TopicPartition("t", at))
                        .isEqualTo(mayMove);
            }
        }
    }
}
