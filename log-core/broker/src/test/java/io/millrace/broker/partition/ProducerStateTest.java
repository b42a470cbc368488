package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchSieve;
import io.millrace.wire.record.EndMarker;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ProducerStateTest {
    private static final long PRODUCER = 7;

    private final ProducerState state = new ProducerState(1_000_000);

    @Test
    void aMarkerThatCompactionEmptiedStillFencesOlderEpochs() {
        ByteBuffer marker = new EndMarker(true, 0).batch(PRODUCER, (short) 4, 1);
        ByteBuffer emptied = BatchSieve.empty(marker, 0);
        assertThat(BatchHeader.recordCount(emptied, 0)).isZero();

        state.note(emptied, 0, 12, 0);

        assertThat(state.producers().check(PRODUCER, (short) 3, 0, 1)).isInstanceOf(Verdict.Refused.class);
        assertThat(state.producers().check(PRODUCER, (short) 4, 0, 1)).isSameAs(Verdict.NEXT);
        assertThat(state.transactions().oldestOpen()).isNull();
    }
}
