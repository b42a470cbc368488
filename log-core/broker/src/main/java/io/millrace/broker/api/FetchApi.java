package io.millrace.broker.api;

import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.broker.session.FetchAsked;
import io.millrace.broker.session.FetchContext;
import io.millrace.broker.session.FetchSessions;
import io.millrace.coordinator.catalog.TopicImage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Fetch: slices of the log's own memory, as soon as there are enough of them. Who fetches again and again names its
 * partitions once, in a session, and is answered with those that have something new.
 */
public final class FetchApi implements Api {
    private static final int FIRST_VERSION_BY_TOPIC_ID = 13;

    private final Topics topics;
    private final Partitions partitions;
    private final FetchSessions sessions;
    private final int mostBytes;
    private final boolean poison;

    /** From those partitions, at most so many bytes at once. */
    public FetchApi(Topics topics, Partitions partitions, FetchSessions sessions, int mostBytes, boolean poison) {
        this.topics = topics;
        this.partitions = partitions;
        this.sessions = sessions;
        this.mostBytes = mostBytes;
        this.poison = poison;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.FETCH;
    }

    @Override
    public void handle(Call call) {
        FetchRequestData request = call.body(FetchRequestData.class);
        if (!Isolation.isKnown(request.isolationLevel())) {
            call.answer(new FetchResponseData().setErrorCode(Isolation.UNKNOWN.code()));
            return;
        }
        Topics.Served served = topics.served();
        FetchSessions.Begun begun = sessions.begin(
                request, call.version(), id -> nameOf(served.image().topic(id)));
        FetchContext context = begun.context();
        if (context == null) {
            call.answer(new FetchResponseData().setErrorCode(begun.error().code()));
            return;
        }
        int replica = Math.max(request.replicaId(), request.replicaState().replicaId());
        List<FetchAsked> asked = context.asked();
        List<FetchPart> parts = new ArrayList<>(asked.size());
        boolean committedOnly = request.isolationLevel() == IsolationLevel.READ_COMMITTED.id();
        for (FetchAsked each : asked) {
            parts.add(part(served, call.version() >= FIRST_VERSION_BY_TOPIC_ID, each, replica, committedOnly));
        }
        FetchRound.FetchLimits limits = new FetchRound.FetchLimits(
                request.minBytes(),
                Math.min(request.maxBytes(), mostBytes),
                Math.max(request.maxWaitMs(), 0),
                !poison && !call.listener().inProcess(),
                committedOnly);
        new FetchRound(call.loop(), parts, limits, read -> answer(call, context, read)).start();
    }

    private FetchPart part(Topics.Served served, boolean byId, FetchAsked asked, int replica, boolean committedOnly) {
        if (replica >= 0) {
            // There are no followers yet; whoever poses as one must not hold records back.
            return new FetchPart(asked.partition(), Errors.NOT_LEADER_OR_FOLLOWER);
        }
        TopicImage topic =
                byId ? served.image().topic(asked.topicId()) : served.image().topic(asked.topic());
        if (topic == null) {
            return new FetchPart(asked.partition(), whyUnknown(served, byId, asked));
        }
        int index = asked.partition().partition();
        if (index < 0 || index >= topic.partitionCount()) {
            return new FetchPart(asked.partition(), Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        PartitionKey key = new PartitionKey(topic.id(), index);
        return new FetchPart(asked.partition(), partitions.shardOf(key), key, committedOnly);
    }

    private static Errors whyUnknown(Topics.Served served, boolean byId, FetchAsked asked) {
        if (!byId) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        String once = asked.knownAs();
        boolean anew = once != null && served.image().topic(once) != null;
        return anew ? Errors.INCONSISTENT_TOPIC_ID : Errors.UNKNOWN_TOPIC_ID;
    }

    private static @Nullable String nameOf(@Nullable TopicImage topic) {
        return topic == null ? null : topic.name();
    }

    private void answer(Call call, FetchContext context, List<FetchPart> parts) {
        List<PartitionData> found = new ArrayList<>(parts.size());
        for (FetchPart part : parts) {
            found.add(part.answer());
        }
        FetchResponseData response = context.answer(found);
        if (parts.stream().noneMatch(FetchPart::holds)) {
            call.answer(response);
            return;
        }
        Runnable givenBack = poison ? Poison.lend(response) : () -> {};
        call.answer(response, () -> {
            givenBack.run();
            parts.forEach(FetchPart::release);
        });
    }
}
