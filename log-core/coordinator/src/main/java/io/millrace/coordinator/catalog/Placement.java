package io.millrace.coordinator.catalog;

import io.millrace.wire.message.MetadataRecord.Partition;
import io.millrace.wire.message.MetadataRecord.RegisterBroker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** On which brokers new partitions go. <i>Loop-owned.</i> */
final class Placement {
    private final CatalogMachine catalog;
    private final List<Integer> brokers;

    Placement(CatalogMachine catalog) {
        this.catalog = catalog;
        this.brokers = catalog.brokers().values().stream()
                .filter(broker -> !broker.fenced())
                .map(RegisterBroker::brokerId)
                .toList();
    }

    /** Why a partition cannot have that many replicas; null when it can. */
    @Nullable
    String fault(int factor) {
        return factor <= brokers.size()
                ? null
                : "a replication factor of " + factor + " needs as many brokers, there are " + brokers.size();
    }

    /** Spreads that many partitions from the first number on over the brokers in turn. */
    List<List<Integer>> spread(int first, int count, int factor) {
        List<List<Integer>> byBroker = new ArrayList<>(brokers.size());
        for (int from = 0; from < brokers.size(); from++) {
            List<Integer> of = new ArrayList<>(factor);
            for (int i = 0; i < factor; i++) {
                of.add(brokers.get((from + i) % brokers.size()));
            }
            byBroker.add(List.copyOf(of));
        }
        List<List<Integer>> replicas = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            replicas.add(byBroker.get((first + i) % brokers.size()));
        }
        return replicas;
    }

    /** Why a partition cannot go on just these brokers; null when it can. */
    @Nullable
    String fault(List<Integer> asked, int factor) {
        if (asked.isEmpty()) {
            return "a partition is assigned to no broker";
        }
        Set<Integer> once = new HashSet<>();
        for (int broker : asked) {
            if (!catalog.brokers().containsKey(broker)) {
                return "a partition is assigned to broker " + broker + ", which is not there";
            }
            if (!once.add(broker)) {
                return "a partition is assigned to broker " + broker + " twice";
            }
        }
        return factor == asked.size()
                ? null
                : "a partition is assigned to " + asked.size() + " brokers, those before it to " + factor;
    }

    /** The record of a new partition there. */
    Partition partition(int number, Uuid topic, List<Integer> replicas) {
        List<Uuid> directories = replicas.stream().map(this::directory).toList();
        return new Partition(number, topic, replicas, replicas, replicas.get(0), 0, 0, directories);
    }

    /** Where that broker puts it; zero stands for its own choice. */
    private Uuid directory(int brokerId) {
        RegisterBroker broker = catalog.brokers().get(brokerId);
        return broker != null && broker.logDirs().size() == 1 ? broker.logDirs().get(0) : Uuid.ZERO_UUID;
    }
}
