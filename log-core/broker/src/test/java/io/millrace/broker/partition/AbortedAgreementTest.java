package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.storage.compact.CleanersView;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import io.millrace.wire.record.EndMarker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Cleaner and partition find out for themselves what was aborted: what one drops is what the other hides. */
class AbortedAgreementTest {
    private static final int STEPS = 80;
    private static final int PRODUCERS = 4;
    private static final long NOW = 1_000;

    private final List<ByteBuffer> log = new ArrayList<>();
    private final CleanersView cleaner = new CleanersView();
    private final ProducerState partition = new ProducerState(1_000_000);
    private long end;

    @Property(tries = 200)
    void whatTheCleanerDropsIsWhatThePartitionHides(@ForAll long seed) {
        AbortedAgreementTest fresh = new AbortedAgreementTest();
        fresh.history(new Random(seed));
        fresh.compare(seed);
    }

    /** Also markers of nothing, and ones of a later epoch than the records before them. */
    private void history(Random random) {
        short[] epochs = new short[PRODUCERS];
        int[] sequences = new int[PRODUCERS];
        for (int step = 0; step < STEPS; step++) {
            int producer = random.nextInt(PRODUCERS);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    int records = 1 + random.nextInt(3);
                    append(data(producer, epochs[producer], sequences[producer], records, true));
                    sequences[producer] += records;
                }
                case 3 -> append(data(-1, (short) -1, -1, 1 + random.nextInt(2), false));
                default -> {
                    if (random.nextBoolean()) {
                        epochs[producer]++;
                        sequences[producer] = 0;
                    }
                    append(new EndMarker(random.nextBoolean(), 0).batch(producer, epochs[producer], NOW));
                }
            }
        }
    }

    private static ByteBuffer data(long producer, short epoch, int sequence, int records, boolean transactional) {
        BatchWriter writer = new BatchWriter(256, 1 << 20).begin();
        for (int i = 0; i < records; i++) {
            writer.append(NOW, new byte[] {1}, new byte[] {2});
        }
        return writer.finish(producer, epoch, sequence, Compression.NONE, transactional);
    }

    private void append(ByteBuffer batch) {
        BatchHeader.setBaseOffset(batch, 0, end);
        log.add(batch);
        cleaner.note(batch);
        partition.note(batch, 0, end, NOW);
        end = BatchHeader.lastOffset(batch, 0) + 1;
    }

    private void compare(long seed) {
        for (ByteBuffer batch : log) {
            if (!BatchHeader.isControl(batch, 0)) {
                long last = BatchHeader.lastOffset(batch, 0);
                boolean hidden = BatchHeader.isTransactional(batch, 0)
                        && partition.abortedIn(BatchHeader.baseOffset(batch, 0), last + 1).stream()
                                .anyMatch(each -> each.producerId() == BatchHeader.producerId(batch, 0)
                                        && each.firstOffset() <= last
                                        && last <= each.lastOffset());
                assertThat(cleaner.isAborted(batch))
                        .as("seed %d, offset %d", seed, last)
                        .isEqualTo(hidden);
            }
        }
    }
}
