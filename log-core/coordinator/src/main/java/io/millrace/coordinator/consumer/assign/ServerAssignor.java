package io.millrace.coordinator.consumer.assign;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Shares partitions among members. <i>Any thread.</i> */
public interface ServerAssignor {
    /**
     * One member.
     *
     * @param topics what it subscribes to, of the topics that there are
     * @param had what it was to have until now
     */
    record Candidate(String id, @Nullable String instanceId, SortedSet<Uuid> topics, SortedSet<Part> had) {}

    /** By this name clients ask for it. */
    String name();

    /**
     * What each candidate shall have: each partition that anybody subscribes to once, at one of its subscribers.
     *
     * @param partitionCounts of all topics that any candidate subscribes to
     */
    SortedMap<String, SortedSet<Part>> assign(List<Candidate> candidates, Map<Uuid, Integer> partitionCounts);

    /** All that there are, by name. */
    Map<String, ServerAssignor> ALL = Map.of("uniform", new UniformAssignor(), "range", new RangeAssignor());
}
