package io.millrace.benchmarks.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Each kind of anomaly, planted, is found; a sound log has none. */
class CheckerTest {
    private static final TopicPartition P0 = new TopicPartition(Torture.FIRST, 0);
    private static final TopicPartition P1 = new TopicPartition(Torture.FIRST, 1);
    private static final TopicPartition COPY = new TopicPartition(Torture.COPIES, 0);

    private final History history = new History();
    private final Map<TopicPartition, NavigableMap<Long, byte[]>> all = new HashMap<>();
    private final Map<TopicPartition, NavigableMap<Long, byte[]>> committed = new HashMap<>();
    private final Map<String, Map<TopicPartition, Long>> groups = new HashMap<>();
    private final Writer writer = history.writer(true);

    @Test
    void aSoundHistoryHasNone() {
        kept(writer.attempt(P0, Payload.NONE), 0);
        kept(writer.attempt(P1, Payload.NONE), 0);
        Attempt first = writer.attempt(P0, 1);
        Attempt second = writer.attempt(P1, 1);
        kept(first, 1);
        kept(second, 1);
        writer.ended(1, Writer.Fate.COMMITTED);
        inLog(writer.attempt(P0, 2), 3, false);
        writer.ended(2, Writer.Fate.ABORTED);
        // Never answered, and never there: that may be.
        writer.attempt(P0, Payload.NONE);
        groups.put("g", Map.of(P0, 5L));
        history.processed("g", P0, 0);
        history.processed("g", P0, 1);

        assertThat(checker().groupSawAll("g").check()).isEmpty();
    }

    @Test
    void whatWasAcknowledgedAndIsGoneIsLost() {
        writer.attempt(P0, Payload.NONE).acknowledged(7);

        finds("lost");
    }

    @Test
    void whatLiesElsewhereThanToldIsLost() {
        Attempt attempt = writer.attempt(P0, Payload.NONE);
        inLog(attempt, 8, true);
        attempt.acknowledged(7);

        finds("lost");
    }

    @Test
    void aRecordThatIsThereTwiceIsDoubled() {
        Attempt attempt = writer.attempt(P0, Payload.NONE);
        inLog(attempt, 1, true);
        inLog(attempt, 2, true);

        finds("doubled");
    }

    @Test
    void aWritersRecordsKeepTheirOrder() {
        Attempt first = writer.attempt(P0, Payload.NONE);
        Attempt second = writer.attempt(P0, Payload.NONE);
        inLog(second, 1, true);
        inLog(first, 2, true);

        finds("out of order");
    }

    @Test
    void aWriterWithoutThatPromiseMayLoseIt() {
        Writer loose = history.writer(false);
        Attempt first = loose.attempt(P0, Payload.NONE);
        Attempt second = loose.attempt(P0, Payload.NONE);
        inLog(second, 1, true);
        inLog(first, 2, true);

        assertThat(checker().check()).isEmpty();
    }

    @Test
    void bytesThatNobodyWroteAreFound() {
        all.computeIfAbsent(P0, p -> new TreeMap<>()).put(0L, "0 0 -1 torture-first-0 0".getBytes());

        finds("wrong bytes");
    }

    @Test
    void aRecordOfAnotherPartitionIsFound() {
        all.computeIfAbsent(P1, p -> new TreeMap<>())
                .put(0L, writer.attempt(P0, Payload.NONE).payload().encode());

        finds("wrong bytes");
    }

    @Test
    void anAbortedTransactionIsNotRead() {
        inLog(writer.attempt(P0, 1), 0, true);
        writer.ended(1, Writer.Fate.ABORTED);

        finds("aborted read");
    }

    @Test
    void aTransactionThatNobodyCommittedIsNotRead() {
        inLog(writer.attempt(P0, 1), 0, true);

        finds("aborted read");
    }

    @Test
    void aCommittedTransactionIsReadWhole() {
        kept(writer.attempt(P0, 1), 0);
        inLog(writer.attempt(P1, 1), 0, false);
        writer.ended(1, Writer.Fate.COMMITTED);

        finds("torn");
    }

    @Test
    void aTransactionOfUnknownFateIsReadWholeOrNotAtAll() {
        kept(writer.attempt(P0, 1), 0);
        inLog(writer.attempt(P1, 1), 0, false);
        writer.ended(1, Writer.Fate.UNKNOWN);

        finds("torn");
    }

    @Test
    void whatIsOutsideOfTransactionsIsForEverybody() {
        inLog(writer.attempt(P0, Payload.NONE), 0, false);

        finds("hidden");
    }

    @Test
    void whatNobodySawIsNotCommitted() {
        kept(writer.attempt(P0, Payload.NONE), 0);
        groups.put("g", Map.of(P0, 1L));

        assertThat(checker().groupSawAll("g").check())
                .singleElement()
                .asString()
                .startsWith("skipped");
    }

    @Test
    void aCopyIsThereOnce() {
        kept(writer.attempt(P0, Payload.NONE), 0);
        groups.put("c", Map.of(P0, 1L));
        copyOf(0, 5);

        assertThat(copies()).isEmpty();
    }

    @Test
    void aCopyThatIsMissingTwiceThereOrTooEarlyIsFound() {
        kept(writer.attempt(P0, Payload.NONE), 0);
        groups.put("c", Map.of(P0, 1L));
        assertThat(copies()).singleElement().asString().startsWith("copy");

        copyOf(0, 5);
        copyOf(0, 6);
        assertThat(copies()).singleElement().asString().startsWith("copy");

        committed.get(COPY).remove(6L);
        groups.put("c", Map.of(P0, 0L));
        assertThat(copies()).singleElement().asString().startsWith("copy");
    }

    @Test
    void whatAClientSawIsAmongThem() {
        history.anomaly("went back: to the beginning");

        finds("went back");
    }

    private List<String> copies() {
        return checker().copiedOnce("c", Torture.FIRST, Torture.COPIES).check();
    }

    private void finds(String kind) {
        assertThat(checker().check()).singleElement().asString().startsWith(kind);
    }

    private Checker checker() {
        return new Checker(history, new LogView(all, committed, groups));
    }

    private void copyOf(long offset, long at) {
        byte[] value = (offset + " whatever it held").getBytes();
        all.computeIfAbsent(COPY, p -> new TreeMap<>()).put(at, value);
        committed.computeIfAbsent(COPY, p -> new TreeMap<>()).put(at, value);
    }

    private void kept(Attempt attempt, long offset) {
        inLog(attempt, offset, true);
        attempt.acknowledged(offset);
    }

    private void inLog(Attempt attempt, long offset, boolean visible) {
        byte[] value = attempt.payload().encode();
        all.computeIfAbsent(attempt.partition(), p -> new TreeMap<>()).put(offset, value);
        if (visible) {
            committed.computeIfAbsent(attempt.partition(), p -> new TreeMap<>()).put(offset, value);
        }
    }
}
