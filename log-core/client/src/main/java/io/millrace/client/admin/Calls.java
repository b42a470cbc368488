package io.millrace.client.admin;

import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channel;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Retry;
import io.millrace.client.group.Coordinator;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.NodeInfo;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Asks the node that can answer, and again while that helps; a reader of answers throws the error it finds. <i>Loop-owned.</i> */
final class Calls {
    final CallContext context;
    final Metadata metadata;
    final Channels channels;

    Calls(CallContext context, Metadata metadata, Channels channels) {
        this.context = context;
        this.metadata = metadata;
        this.channels = channels;
    }

    /** One node after the other, until one answers without an error that passes. */
    <B extends ApiMessage, T> void onAnyNode(
            String what, ApiKeys api, Channel.Body body, Class<B> type, Function<B, T> read, Answer<T> answer) {
        Retry.<T>run(
                context,
                what,
                attempt -> channels.to(metadata.anyNode())
                        .call(
                                api,
                                timeoutMs(),
                                body,
                                (response, failure) -> read(response, failure, type, read, attempt)),
                answer);
    }

    /** The node that leads the partition. */
    <B extends ApiMessage, T> void onLeader(
            String what,
            TopicPartition partition,
            ApiKeys api,
            Channel.Body body,
            Class<B> type,
            Function<B, T> read,
            Answer<T> answer) {
        Retry.<T>run(
                context,
                what,
                attempt -> metadata.refresh(List.of(partition.topic()), (known, failure) -> {
                    NodeInfo leader = known == null ? null : leader(known, partition);
                    if (leader == null) {
                        attempt.done(
                                null,
                                failure != null
                                        ? failure
                                        : new UnknownTopicOrPartitionException(partition + " has no leader"));
                        return;
                    }
                    channels.to(leader.endpoint())
                            .call(
                                    api,
                                    timeoutMs(),
                                    body,
                                    (response, failed) -> read(response, failed, type, read, attempt));
                }),
                answer);
    }

    /** The node that keeps the group or the transactional id. */
    <B extends ApiMessage, T> void onCoordinator(
            String what,
            Coordinator coordinator,
            ApiKeys api,
            Channel.Body body,
            Class<B> type,
            Function<B, T> read,
            Answer<T> answer) {
        Retry.<T>run(
                context,
                what,
                attempt -> coordinator.call(
                        api,
                        body,
                        (response, failure) -> read(response, failure, type, read, (value, failed) -> {
                            if (failed != null) {
                                coordinator.check(failed);
                            }
                            attempt.done(value, failed);
                        })),
                answer);
    }

    /** Every node; fails when one that is there does not answer, for then a part would be missing. */
    <B extends ApiMessage, T> void onEveryNode(
            String what,
            ApiKeys api,
            Channel.Body body,
            Class<B> type,
            Function<B, List<T>> read,
            Answer<Map<Integer, List<T>>> answer) {
        // Nodes are known when metadata was asked for; no topic's.
        metadata.refresh(List.of(), (none, failure) -> {
            if (failure != null) {
                answer.done(null, failure);
                return;
            }
            Collection<NodeInfo> nodes = List.copyOf(metadata.nodes().values());
            Map<Integer, List<T>> found = new LinkedHashMap<>();
            each(
                    nodes,
                    (node, one) -> Retry.<List<T>>run(
                            context,
                            what + " of node " + node.id(),
                            attempt -> channels.to(node.endpoint())
                                    .call(
                                            api,
                                            timeoutMs(),
                                            body,
                                            (response, failed) -> read(response, failed, type, read, attempt)),
                            (list, failed) -> {
                                if (list != null) {
                                    found.put(node.id(), list);
                                }
                                one.done(list, failed);
                            }),
                    failures -> {
                        Throwable first = nodes.isEmpty()
                                ? Errors.BROKER_NOT_AVAILABLE.exception()
                                : failures.values().stream().findFirst().orElse(null);
                        answer.done(first == null ? found : null, first);
                    });
        });
    }

    /** Makes a call for each item, and tells at the end which of them failed. */
    <I, T> void each(
            Collection<I> items, BiConsumer<I, Answer<T>> call, java.util.function.Consumer<Map<I, Throwable>> done) {
        Map<I, Throwable> failures = new LinkedHashMap<>();
        List<I> all = new ArrayList<>(items);
        if (all.isEmpty()) {
            context.loop().execute(() -> done.accept(failures));
            return;
        }
        int[] left = {all.size()};
        for (I item : all) {
            call.accept(item, (value, failure) -> {
                if (failure != null) {
                    failures.put(item, failure);
                }
                if (--left[0] == 0) {
                    done.accept(failures);
                }
            });
        }
    }

    int timeoutMs() {
        return context.config().requestTimeoutMs();
    }

    Coordinator group(String groupId) {
        return new Coordinator(context, metadata, channels, groupId);
    }

    static void check(short code, @Nullable String message) {
        ApiException error = Failures.of(code, message);
        if (error != null) {
            throw error;
        }
    }

    private @Nullable NodeInfo leader(Map<String, TopicInfo> known, TopicPartition partition) {
        TopicInfo topic = known.get(partition.topic());
        return topic == null || partition.partition() >= topic.partitionCount()
                ? null
                : metadata.nodes()
                        .get(topic.partitions().get(partition.partition()).leaderId());
    }

    private static <B extends ApiMessage, T> void read(
            @Nullable Response response,
            @Nullable Throwable failure,
            Class<B> type,
            Function<B, T> read,
            Answer<T> attempt) {
        if (response == null) {
            attempt.done(null, failure);
            return;
        }
        T value;
        try (response) {
            value = read.apply(response.as(type));
        } catch (ApiException e) {
            attempt.done(null, e);
            return;
        }
        attempt.done(value, null);
    }
}
