package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    private static final int STEPS = 60;
    private static final int PRODUCERS = 4;

    private final Transactions transactions = new Transactions();

    @Test
    void theOldestOpenTransactionHoldsTheStableOffsetBack() {
        transactions.begin(1, 10);
        transactions.begin(2, 20);
        assertThat(transactions.lastStableOffset(30)).isEqualTo(10);

        transactions.end(1, 10, 30, true);
        assertThat(transactions.lastStableOffset(31)).isEqualTo(20);
        transactions.end(2, 20, 31, true);
        assertThat(transactions.lastStableOffset(32)).isEqualTo(32);
    }

    @Test
    void anEndCountsWhenItsMarkerIsVisible() {
        transactions.begin(1, 10);
        transactions.end(1, 10, 12, false);

        assertThat(transactions.lastStableOffset(12)).isEqualTo(10);
        assertThat(transactions.lastStableOffset(13)).isEqualTo(13);
    }

    @Test
    void abortedOnesAreFoundByTheRecordsThatAreRead() {
        transactions.begin(1, 10);
        transactions.begin(2, 12);
        transactions.end(1, 10, 20, false);
        transactions.end(2, 12, 25, true);
        transactions.begin(1, 30);
        transactions.end(1, 30, 35, false);

        assertThat(transactions.abortedIn(0, 10)).isEmpty();
        assertThat(firstOffsets(transactions.abortedIn(0, 11))).containsExactly(10L);
        assertThat(firstOffsets(transactions.abortedIn(20, 36))).containsExactly(10L, 30L);
        assertThat(firstOffsets(transactions.abortedIn(21, 36))).containsExactly(30L);
        assertThat(transactions.abortedIn(36, 100)).isEmpty();
    }

    @Test
    void whatIsDeletedIsForgotten() {
        for (long first = 0; first < 100; first += 10) {
            transactions.begin(1, first);
            transactions.end(1, first, first + 5, false);
        }

        transactions.deletedBefore(46);

        assertThat(firstOffsets(transactions.aborted())).containsExactly(50L, 60L, 70L, 80L, 90L);
    }

    @Property(tries = 300)
    void itAgreesWithAPlainModelAlsoAfterASnapshot(@ForAll long seed) {
        Random random = new Random(seed);
        Producers producers = new Producers(1_000);
        Transactions tried = new Transactions();
        Map<Long, Long> open = new HashMap<>();
        List<AbortedTransaction> aborted = new ArrayList<>();
        long offset = 0;
        for (int step = 0; step < STEPS; step++) {
            long producer = random.nextInt(PRODUCERS);
            if (random.nextInt(10) == 0) {
                byte[] snapshot = ProducersCodec.encode(producers, tried);
                producers = new Producers(1_000);
                tried = new Transactions();
                assertThat(ProducersCodec.decode(ByteBuffer.wrap(snapshot), producers, tried))
                        .isTrue();
            }
            Long began = open.remove(producer);
            ProducerEntry entry = producers.know(producer, (short) 0);
            if (began == null) {
                open.put(producer, offset);
                tried.begin(producer, offset);
                entry.begin((short) 0, offset);
            } else {
                boolean commit = random.nextBoolean();
                tried.end(producer, began, offset, commit);
                entry.end((short) 0, 0, 0);
                if (!commit) {
                    aborted.add(new AbortedTransaction(producer, began, offset, 0));
                }
            }
            offset += 1 + random.nextInt(5);
            assertThat(tried.lastStableOffset(offset))
                    .as("seed %d step %d", seed, step)
                    .isEqualTo(open.values().stream()
                            .mapToLong(Long::longValue)
                            .min()
                            .orElse(offset));
            long from = random.nextInt((int) offset);
            long to = from + 1 + random.nextInt((int) offset);
            assertThat(firstOffsets(tried.abortedIn(from, to)))
                    .as("seed %d step %d from %d to %d", seed, step, from, to)
                    .containsExactlyElementsOf(firstOffsets(aborted.stream()
                            .filter(each -> each.lastOffset() >= from && each.firstOffset() < to)
                            .toList()));
        }
    }

    private static List<Long> firstOffsets(List<AbortedTransaction> transactions) {
        return transactions.stream().map(AbortedTransaction::firstOffset).toList();
    }
}
