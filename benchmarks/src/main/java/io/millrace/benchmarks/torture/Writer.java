package io.millrace.benchmarks.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** All that one client instance tried to write, in its order. <i>Any thread.</i> */
final class Writer {
    /** What became of a transaction as far as its writer knows. */
    enum Fate {
        /** Its commit was answered. */
        COMMITTED,
        /** Its commit was never asked for, or its abort was answered. */
        ABORTED,
        /** Its commit was asked for, and nobody knows. */
        UNKNOWN
    }

    private final int id;
    private final boolean ordered;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Map<Long, Fate> transactions = new HashMap<>();

    Writer(int id, boolean ordered) {
        this.id = id;
        this.ordered = ordered;
    }

    int id() {
        return id;
    }

    /** Whether its client promises order. */
    boolean isOrdered() {
        return ordered;
    }

    synchronized Attempt attempt(TopicPartition target, long transaction) {
        Attempt attempt = new Attempt(new Payload(id, attempts.size(), transaction, target));
        attempts.add(attempt);
        return attempt;
    }

    synchronized void ended(long transaction, Fate fate) {
        transactions.put(transaction, fate);
    }

    synchronized List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** A transaction that nobody ended is one whose commit was never asked for. */
    synchronized Fate fate(long transaction) {
        return transactions.getOrDefault(transaction, Fate.ABORTED);
    }

    synchronized long count(Fate fate) {
        return transactions.values().stream().filter(fate::equals).count();
    }
}
