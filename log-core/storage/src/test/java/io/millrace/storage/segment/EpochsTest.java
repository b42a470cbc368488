package io.millrace.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpochsTest {
    private final Epochs epochs = Epochs.NONE.with(1, 0).with(3, 10).with(4, 25);

    @Test
    void anEpochEndsWhereTheNextOneBegins() {
        assertThat(epochs.endOffset(1, 40)).isEqualTo(10);
        assertThat(epochs.endOffset(2, 40)).isEqualTo(10);
        assertThat(epochs.endOffset(4, 40)).isEqualTo(40);
        assertThat(epochs.endOffset(0, 40)).isZero();
        assertThat(Epochs.NONE.endOffset(0, 40)).isEqualTo(-1);
    }

    @Test
    void theStartOfTheLogIsInAnEpoch() {
        assertThat(epochs.startingAt(12).format()).isEqualTo("3:12,4:25");
        assertThat(epochs.startingAt(10).format()).isEqualTo("3:10,4:25");
        assertThat(epochs.startingAt(40).format()).isEqualTo("4:40");
        assertThat(epochs.startingAt(0)).isSameAs(epochs);
    }

    @Test
    void whatWasDeletedEndsWhereTheLogBegins() {
        assertThat(epochs.startingAt(12).endOffset(1, 40)).isEqualTo(12);
        assertThat(epochs.startingAt(40).endOffset(3, 40)).isEqualTo(40);
    }
}
