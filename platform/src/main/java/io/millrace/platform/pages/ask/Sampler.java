package io.millrace.platform.pages.ask;

import io.millrace.client.admin.Admin;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.pages.view.Observed;
import io.millrace.platform.pages.view.Pipeline;
import io.millrace.platform.pages.view.Snapshot;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks every part how it is and makes one picture of the answers: at most once a second, however many look. A part that
 * does not answer shows as such, and the others are shown all the same. <i>Any thread;</i> its lock guards what it
 * remembers.
 */
public final class Sampler {
    private static final int GOOD_FOR_MS = 900;
    private static final long STARTS_GOOD_FOR_NANOS = 10_000_000_000L;
    private static final int MAX_TOPICS = 500;
    private static final int MAX_PARTITIONS = 2_000;

    private final String servers;
    private final LogAsk log;
    private final @Nullable URI registryUrl;
    private final @Nullable RegistryAsk registry;
    private final @Nullable URI connectUrl;
    private final @Nullable WorkerAsk worker;
    private final Supplier<List<Observed.Job>> jobs;
    private final Fresh<String, Snapshot> snapshots = new Fresh<>(GOOD_FOR_MS, 1, all -> ask());
    private final Pipeline pipeline = new Pipeline();
    private Map<TopicPartition, Long> starts = Map.of();
    private Map<TopicPartition, Long> ends = Map.of();
    private long startsAskedNanos = System.nanoTime() - STARTS_GOOD_FOR_NANOS;

    /** Asks nothing yet; a part without a URL is left out. */
    public Sampler(
            String servers,
            LogAsk log,
            @Nullable URI registryUrl,
            @Nullable RegistryAsk registry,
            @Nullable URI connectUrl,
            @Nullable WorkerAsk worker,
            Supplier<List<Observed.Job>> jobs) {
        this.servers = servers;
        this.log = log;
        this.registryUrl = registryUrl;
        this.registry = registry;
        this.connectUrl = connectUrl;
        this.worker = worker;
        this.jobs = jobs;
    }

    /** How things are. */
    public CompletableFuture<Snapshot> now() {
        return snapshots.get("");
    }

    private CompletableFuture<Snapshot> ask() {
        return Got.of(log.topics()).thenCompose(this::askOthers);
    }

    private CompletableFuture<Snapshot> askOthers(Got<List<TopicInfo>> listed) {
        List<TopicInfo> all = new ArrayList<>(listed.or(List.of()));
        all.sort(Comparator.comparing(TopicInfo::name));
        Map<String, Integer> topics = new LinkedHashMap<>();
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicInfo topic : all) {
            if (topics.size() < MAX_TOPICS && partitions.size() + topic.partitionCount() <= MAX_PARTITIONS) {
                topics.put(topic.name(), topic.partitionCount());
                for (int p = 0; p < topic.partitionCount(); p++) {
                    partitions.add(new TopicPartition(topic.name(), p));
                }
            }
        }
        List<Observed.Job> running = jobs.get();
        var first = askStarts(partitions);
        var next = Got.of(log.offsets(partitions, Admin.LATEST));
        var subjects = registry == null ? none() : Got.of(registry.count());
        WorkerAsk its = worker;
        CompletableFuture<Got<List<Observed.Connector>>> connectors = its == null
                ? CompletableFuture.completedFuture(new Got<>(List.<Observed.Connector>of(), null))
                : Got.of(its.connectors(topics.keySet()));
        var groups = connectors.thenCompose(known -> askGroups(known.or(List.of()), running));
        return CompletableFuture.allOf(first, next, subjects, groups)
                .thenApply(done -> picture(
                        topics,
                        all.size() - topics.size(),
                        listed.error(),
                        first.join(),
                        next.join(),
                        subjects.join().error(),
                        connectors.join(),
                        groups.join(),
                        running));
    }

    private static CompletableFuture<Got<Integer>> none() {
        return CompletableFuture.completedFuture(new Got<>(0, null));
    }

    /** Where logs begin changes seldom. */
    private CompletableFuture<Got<Map<TopicPartition, Long>>> askStarts(List<TopicPartition> partitions) {
        synchronized (this) {
            boolean fresh = System.nanoTime() - startsAskedNanos < STARTS_GOOD_FOR_NANOS;
            if (fresh && starts.keySet().containsAll(partitions)) {
                return CompletableFuture.completedFuture(new Got<>(starts, null));
            }
            startsAskedNanos = System.nanoTime();
        }
        return Got.of(log.offsets(partitions, Admin.EARLIEST));
    }

    private CompletableFuture<Map<String, Map<TopicPartition, Long>>> askGroups(
            List<Observed.Connector> connectors, List<Observed.Job> running) {
        Set<String> names = new LinkedHashSet<>();
        running.forEach(job -> names.add(job.applicationId()));
        connectors.stream()
                .filter(Observed.Connector::sink)
                .forEach(connector -> names.add("connect-" + connector.name()));
        Map<String, CompletableFuture<Got<Map<TopicPartition, Long>>>> asked = new LinkedHashMap<>();
        names.forEach(name -> asked.put(name, Got.of(log.committed(name))));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<String, Map<TopicPartition, Long>> groups = new HashMap<>();
                    asked.forEach((name, committed) ->
                            groups.put(name, committed.join().or(Map.of())));
                    return groups;
                });
    }

    private synchronized Snapshot picture(
            Map<String, Integer> topics,
            int moreTopics,
            @Nullable String logError,
            Got<Map<TopicPartition, Long>> first,
            Got<Map<TopicPartition, Long>> next,
            @Nullable String registryError,
            Got<List<Observed.Connector>> connectors,
            Map<String, Map<TopicPartition, Long>> groups,
            List<Observed.Job> running) {
        starts = first.or(starts);
        ends = next.or(ends);
        String problem = logError != null ? logError : next.error();
        return pipeline.of(new Observed(
                System.currentTimeMillis(),
                new Observed.Part(servers, problem),
                registryUrl == null ? null : new Observed.Part(registryUrl.toString(), registryError),
                connectUrl == null ? null : new Observed.Part(connectUrl.toString(), connectors.error()),
                topics,
                moreTopics,
                starts,
                ends,
                groups,
                connectors.or(List.of()),
                running));
    }
}
