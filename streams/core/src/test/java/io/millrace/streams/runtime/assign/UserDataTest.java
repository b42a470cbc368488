package io.millrace.streams.runtime.assign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.streams.processor.TaskId;
import io.millrace.streams.runtime.assign.AssignmentData.Verdict;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UserDataTest {
    private static final SubscriptionData SUBSCRIPTION = new SubscriptionData(
            new UUID(7, -9), 42, true, new TreeSet<>(List.of(new TaskId(0, 1), new TaskId(3, 2_000))));
    private static final AssignmentData ASSIGNMENT =
            new AssignmentData(Verdict.RUN, List.of(new TaskId(1, 0), new TaskId(1, 1)));

    @Test
    void readsWhatItWrote() {
        assertThat(SubscriptionData.decode(SUBSCRIPTION.encode())).isEqualTo(SUBSCRIPTION);
        assertThat(AssignmentData.decode(ASSIGNMENT.encode())).isEqualTo(ASSIGNMENT);
    }

    @Test
    void readsALaterVersionThatAppendsFields() {
        ByteBuffer later = ByteBuffer.allocate(200).put(SUBSCRIPTION.encode()).putLong(99);
        later.putShort(0, (short) 2).flip();

        assertThat(SubscriptionData.decode(later)).isEqualTo(SUBSCRIPTION);
    }

    @Test
    void refusesWhatIsCutOff() {
        byte[] whole = SUBSCRIPTION.encode().array();
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SubscriptionData.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property(tries = 500)
    void foreignBytesAreRefusedOrReadButNeverRunPastTheirEnd(@ForAll byte[] bytes) {
        try {
            assertThat(AssignmentData.decode(ByteBuffer.wrap(bytes)).tasks()).hasSizeLessThanOrEqualTo(bytes.length);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining(" ");
        }
    }
}
