package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ProducersTest {
    private static final long ID = 7;
    private static final short EPOCH = 0;

    private final Producers producers = new Producers(1_000);
    private long nextOffset = 100;

    @Test
    void anUnknownProducerMayBeginAnywhere() {
        assertThat(producers.check(ID, EPOCH, 42, 3)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void batchesFollowOneAnotherWithoutAGap() {
        append(EPOCH, 0, 3);

        assertThat(producers.check(ID, EPOCH, 3, 1)).isEqualTo(Verdict.NEXT);
        assertRefused(producers.check(ID, EPOCH, 4, 1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertRefused(producers.check(ID, EPOCH, 1, 1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void eachOfTheLastFiveBatchesIsKnownAgainWithItsOffset() {
        for (int i = 0; i < 6; i++) {
            append(EPOCH, i * 2, 2);
        }

        for (int i = 1; i < 6; i++) {
            assertThat(producers.check(ID, EPOCH, i * 2, 2)).isEqualTo(new Verdict.Duplicate(100 + i * 2, 101 + i * 2));
        }
        assertRefused(producers.check(ID, EPOCH, 0, 2), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void aBatchWithOneEdgeOfAnOldOneIsNoDuplicate() {
        append(EPOCH, 0, 3);

        assertRefused(producers.check(ID, EPOCH, 0, 2), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void aNewEpochBeginsAtZeroAndShutsTheOldOneOut() {
        append(EPOCH, 0, 3);

        assertRefused(producers.check(ID, (short) 1, 3, 1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        append((short) 1, 0, 1);

        assertRefused(producers.check(ID, EPOCH, 3, 1), Errors.INVALID_PRODUCER_EPOCH);
        assertThat(producers.check(ID, (short) 1, 1, 1)).isEqualTo(Verdict.NEXT);
        assertThat(producers.check(ID, (short) 1, 0, 1)).isEqualTo(new Verdict.Duplicate(103, 103));
    }

    @Test
    void sequenceNumbersWrapToZero() {
        append(EPOCH, Integer.MAX_VALUE - 1, 3);

        assertThat(producers.check(ID, EPOCH, 1, 1)).isEqualTo(Verdict.NEXT);
        assertThat(producers.check(ID, EPOCH, Integer.MAX_VALUE - 1, 3)).isInstanceOf(Verdict.Duplicate.class);
        append(EPOCH, 1, Integer.MAX_VALUE);
        assertThat(producers.check(ID, EPOCH, 0, 1)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void theIdleAreForgottenAndTheBusyStay() {
        producers.appended(1, EPOCH, 0, 1, 0, 0);
        producers.appended(2, EPOCH, 0, 1, 1, 900);
        producers.appended(3, EPOCH, 0, 1, 2, 1_100);

        assertThat(producers.size()).isEqualTo(2);
        assertThat(producers.check(1, EPOCH, 99, 1)).isEqualTo(Verdict.NEXT);
        assertThat(producers.check(2, EPOCH, 0, 1)).isInstanceOf(Verdict.Duplicate.class);
    }

    @Test
    void neverMoreThanTheMostAreKept() {
        for (int id = 0; id <= Producers.MOST; id++) {
            producers.appended(id, EPOCH, 0, 1, id, 0);
        }

        assertThat(producers.size()).isEqualTo(Producers.MOST);
        assertThat(producers.check(0, EPOCH, 5, 1)).isEqualTo(Verdict.NEXT);
        assertThat(producers.check(1, EPOCH, 0, 1)).isInstanceOf(Verdict.Duplicate.class);
    }

    @Test
    void aSnapshotBringsBackEveryWindowInItsOrder() {
        for (int i = 0; i < 7; i++) {
            append(EPOCH, i, 1);
        }
        producers.appended(8, (short) 3, 0, 2, 500, 0);
        Producers restored = new Producers(1_000);

        assertThat(ProducersCodec.decode(
                        ByteBuffer.wrap(ProducersCodec.encode(producers, new Transactions())),
                        restored,
                        new Transactions()))
                .isTrue();

        assertThat(ProducersCodec.encode(restored, new Transactions()))
                .isEqualTo(ProducersCodec.encode(producers, new Transactions()));
        for (int i = 0; i < 9; i++) {
            assertThat(restored.check(ID, EPOCH, i, 1)).isEqualTo(producers.check(ID, EPOCH, i, 1));
        }
        assertRefused(restored.check(8, (short) 2, 2, 1), Errors.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void aSnapshotOfAnotherVersionIsLeftAside() {
        byte[] snapshot = ProducersCodec.encode(producers, new Transactions());
        snapshot[0] = 9;

        assertThat(ProducersCodec.decode(ByteBuffer.wrap(snapshot), producers, new Transactions()))
                .isFalse();
        assertThat(ProducersCodec.decode(ByteBuffer.allocate(2), producers, new Transactions()))
                .isFalse();
    }

    private void append(short epoch, int firstSequence, int records) {
        assertThat(producers.check(ID, epoch, firstSequence, records)).isEqualTo(Verdict.NEXT);
        producers.appended(ID, epoch, firstSequence, records, nextOffset, 0);
        nextOffset += records;
    }

    private static void assertRefused(Verdict verdict, Errors error) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo(error));
    }
}
