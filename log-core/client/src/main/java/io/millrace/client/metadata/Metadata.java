package io.millrace.client.metadata;

import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Backoff;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Retry;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Who leads what, as last heard, and its refresh. Topics that were asked for once are kept fresh: every
 * {@code metadata.max.age.ms}, and at once (with back-off) after an error that points at old routing. A topic is created
 * by asking only until it was heard of: one that is deleted later stays deleted. <i>Loop-owned.</i>
 */
public final class Metadata implements AutoCloseable {
    private final CallContext context;
    private final Channels channels;
    private final Backoff backoff;
    private final ClusterView view = new ClusterView();
    /** Asked for by name and never heard of. */
    private final Set<String> pending = new HashSet<>();
    /** Heard of once, there or gone since. */
    private final Set<String> followed = new HashSet<>();

    private final Map<String, ApiException> refused = new HashMap<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final List<ChangeListener> changeListeners = new ArrayList<>();
    private final List<Runnable> updateListeners = new ArrayList<>();
    private boolean inFlight;
    private boolean stale;
    private boolean unasked;
    private boolean createdLast;
    private boolean closed;
    private long notBeforeNanos;
    private long refreshedNanos;
    private Loop.@Nullable Timer timer;
    private int nextNode;

    /** Knows nothing yet; {@link io.millrace.client.LogClient} makes it. */
    public Metadata(CallContext context) {
        this.context = context;
        this.channels = new Channels(context);
        this.backoff = new Backoff(context.config().retryBackoff(), context.rng());
        this.notBeforeNanos = context.nanos();
        this.refreshedNanos = context.nanos();
        this.nextNode = context.rng().nextInt(1 << 20);
    }

    /** The topic as last heard, or null when it was never heard of; asks for nothing. */
    public @Nullable TopicInfo known(String topic) {
        return view.topic(topic);
    }

    /** The topic of that id as last heard, or null. */
    public @Nullable TopicInfo known(Uuid topicId) {
        return view.topic(topicId);
    }

    /** Partitions of the topic, or -1 when it was never heard of; then it is asked for in the background. */
    public int partitionCount(String topic) {
        TopicInfo info = view.topic(topic);
        if (info != null) {
            return info.partitionCount();
        }
        want(topic);
        return -1;
    }

    /** Why the topic cannot be had at all (a bad name, no right to it), as last heard; null otherwise. */
    public @Nullable ApiException refusal(String topic) {
        return refused.get(topic);
    }

    /**
     * The topics, from what is known or else from the cluster. Waits, retrying, while one of them is being created (with
     * {@code allow.auto.create.topics} asking creates it); fails after {@code default.api.timeout.ms} with
     * UnknownTopicOrPartitionException, at once on InvalidTopicException or an authorisation failure.
     */
    public void topics(Collection<String> names, Answer<Map<String, TopicInfo>> answer) {
        Waiter waiter = new Waiter(List.copyOf(names), answer);
        for (String name : waiter.names) {
            if (view.topic(name) == null) {
                refused.remove(name);
                followed.remove(name);
                want(name);
            }
        }
        waiters.add(waiter);
        context.loop().execute(this::serveWaiters);
        waiter.timer = context.loop().schedule(context.config().apiTimeoutMs(), () -> {
            if (waiters.remove(waiter)) {
                answer.done(
                        null,
                        new UnknownTopicOrPartitionException(unheard(waiter) + " not heard of within "
                                + context.config().apiTimeoutMs() + " ms"));
            }
        });
    }

    /** Asks the cluster again for the given topics and answers with those that exist now; never creates one. */
    public void refresh(Collection<String> names, Answer<Map<String, TopicInfo>> answer) {
        Set<String> asked = new HashSet<>(names);
        Retry.<Map<String, TopicInfo>>run(
                context,
                "metadata of " + asked,
                attempt -> ask(asked, false, (response, failure) -> {
                    if (response == null) {
                        attempt.done(null, failure);
                    } else {
                        selected(response, attempt);
                    }
                }),
                answer);
    }

    /** Every topic of the cluster. */
    public void allTopics(Answer<List<TopicInfo>> answer) {
        Retry.<List<TopicInfo>>run(
                context,
                "all topics",
                attempt -> ask(null, false, (response, failure) -> {
                    if (response == null) {
                        attempt.done(null, failure);
                        return;
                    }
                    List<TopicInfo> all = new ArrayList<>();
                    for (MetadataResponseTopic topic : response.topics()) {
                        if (topic.errorCode() == Errors.NONE.code()) {
                            all.add(ClusterView.read(topic));
                        }
                    }
                    attempt.done(all, null);
                }),
                answer);
    }

    /** What the cluster calls itself; null before the first answer, or where it has no name. */
    public @Nullable String clusterId() {
        return view.clusterId();
    }

    /** The nodes as last heard, by id; before the first answer it is empty. */
    public Map<Integer, NodeInfo> nodes() {
        return view.nodes();
    }

    /** The node that leads the partition, or null when none is known; then metadata is asked for again. */
    public @Nullable NodeInfo leader(String topic, int partition) {
        TopicInfo info = view.topic(topic);
        if (info == null) {
            want(topic);
            return null;
        }
        NodeInfo leader = partition < info.partitionCount()
                ? view.nodes().get(info.partitions().get(partition).leaderId())
                : null;
        if (leader == null) {
            requestUpdate();
        }
        return leader;
    }

    /** Some node to ask, another one each time: a known one, or one of those to begin with. */
    public Endpoint anyNode() {
        List<Endpoint> candidates = new ArrayList<>();
        view.nodes().values().forEach(node -> candidates.add(node.endpoint()));
        // A node that came back elsewhere is found again through the addresses to begin with.
        if (candidates.isEmpty() || nextNode % 4 == 3) {
            candidates.addAll(context.config().bootstrap());
        }
        return candidates.get(Math.floorMod(nextNode++, candidates.size()));
    }

    /** What is known may be old: asks again as soon as the back-off allows. */
    public void requestUpdate() {
        stale = true;
        schedule();
    }

    /** Runs on the loop for each topic that is new, has changed its partition count or its id. */
    public void onChange(ChangeListener listener) {
        changeListeners.add(listener);
    }

    /** Runs on the loop after each answer of the cluster, until what it returns is run. */
    public Runnable onUpdate(Runnable listener) {
        updateListeners.add(listener);
        return () -> updateListeners.remove(listener);
    }

    /** Asks no more; calls that wait fail. */
    @Override
    public void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
        channels.close();
        for (Waiter waiter : waiters) {
            waiter.cancelTimer();
            context.fail(waiter.answer, new IllegalStateException("the client is closed"));
        }
        waiters.clear();
    }

    private void want(String topic) {
        if (refused.containsKey(topic)) {
            return;
        }
        if (followed.contains(topic)) {
            requestUpdate();
        } else if (pending.add(topic)) {
            // The back-off is for asking the same again.
            unasked = true;
            schedule();
        }
    }

    private void schedule() {
        if (closed || inFlight) {
            return;
        }
        boolean urgent = stale || !pending.isEmpty();
        if (!urgent && followed.isEmpty()) {
            return;
        }
        long dueNanos = refreshedNanos + context.config().metadataMaxAgeMs() * 1_000_000L;
        if (urgent) {
            dueNanos = unasked ? context.nanos() : notBeforeNanos;
        }
        if (timer != null) {
            timer.cancel();
        }
        // Never at once: whoever asks may ask for more topics within the same task.
        long delayMs = Math.max(0, (dueNanos - context.nanos() + 999_999) / 1_000_000);
        timer = context.loop().schedule(delayMs, this::update);
    }

    private void update() {
        timer = null;
        if (closed || inFlight) {
            return;
        }
        inFlight = true;
        // Creating is asked for apart, so that a refresh never brings a deleted topic back.
        boolean create = unasked || !pending.isEmpty() && !(stale && createdLast);
        createdLast = create;
        if (create) {
            unasked = false;
        } else {
            stale = false;
            refreshedNanos = context.nanos();
        }
        Set<String> asked = new HashSet<>(create ? pending : followed);
        ask(asked, create && context.config().autoCreateTopics(), (response, failure) -> {
            inFlight = false;
            if (closed) {
                return;
            }
            if (response == null) {
                stale |= !create;
                notBeforeNanos = context.nanos() + backoff.nextMs() * 1_000_000L;
                if (failure instanceof AuthenticationException refusal) {
                    refuse(asked, refusal);
                }
            } else {
                absorb(response, asked);
            }
            schedule();
        });
    }

    /** Who may not come in hears nothing of the topics that are not known yet: asking on would be in vain. */
    private void refuse(Set<String> asked, AuthenticationException refusal) {
        for (String name : asked) {
            if (view.topic(name) == null) {
                pending.remove(name);
                refused.put(name, refusal);
            }
        }
        serveWaiters();
        List.copyOf(updateListeners).forEach(Runnable::run);
    }

    private void absorb(MetadataResponseData response, Set<String> asked) {
        boolean settled = takeIn(response);
        for (String name : asked) {
            settled &= refused.containsKey(name) || view.settled(name);
        }
        if (settled) {
            backoff.reset();
        }
        // Even a full answer keeps the first pause: what it says may be old already.
        notBeforeNanos =
                context.nanos() + (settled ? context.config().retryBackoff().firstMs() : backoff.nextMs()) * 1_000_000L;
        List.copyOf(updateListeners).forEach(Runnable::run);
    }

    /** Takes in an answer; whether it names no error that passes. */
    private boolean takeIn(MetadataResponseData response) {
        List<TopicInfo> changed = view.absorb(response);
        boolean settled = true;
        for (MetadataResponseTopic topic : response.topics()) {
            String name = topic.name();
            Errors error = Errors.forCode(topic.errorCode());
            if (error == Errors.NONE) {
                pending.remove(name);
                refused.remove(name);
                followed.add(name);
            } else if (error == Errors.UNKNOWN_TOPIC_OR_PARTITION) {
                view.forget(name);
                settled = false;
            } else if (Failures.passes(error.exception())) {
                settled = false;
            } else {
                pending.remove(name);
                refused.put(name, error.exception(name));
            }
        }
        changed.forEach(topic -> changeListeners.forEach(listener -> listener.changed(topic)));
        serveWaiters();
        return settled;
    }

    private void serveWaiters() {
        for (Waiter waiter : List.copyOf(waiters)) {
            Map<String, TopicInfo> found = new LinkedHashMap<>();
            ApiException failure = null;
            for (String name : waiter.names) {
                TopicInfo info = view.topic(name);
                ApiException refusal = refused.get(name);
                if (info != null) {
                    found.put(name, info);
                } else if (refusal != null) {
                    failure = refusal;
                }
            }
            if (failure == null && found.size() < waiter.names.size() || !waiters.remove(waiter)) {
                continue;
            }
            waiter.cancelTimer();
            waiter.answer.done(failure == null ? found : null, failure);
        }
    }

    private List<String> unheard(Waiter waiter) {
        List<String> names = new ArrayList<>(waiter.names);
        names.removeIf(name -> view.topic(name) != null);
        return names;
    }

    private void selected(MetadataResponseData response, Answer<Map<String, TopicInfo>> answer) {
        takeIn(response);
        Map<String, TopicInfo> found = new LinkedHashMap<>();
        for (MetadataResponseTopic topic : response.topics()) {
            Errors error = Errors.forCode(topic.errorCode());
            if (error == Errors.NONE) {
                found.put(topic.name(), ClusterView.read(topic));
            } else if (error != Errors.UNKNOWN_TOPIC_OR_PARTITION && error != Errors.INVALID_TOPIC_EXCEPTION) {
                answer.done(null, error.exception(topic.name()));
                return;
            }
        }
        answer.done(found, null);
    }

    private void ask(@Nullable Set<String> topics, boolean create, Answer<MetadataResponseData> answer) {
        channels.to(anyNode())
                .call(
                        ApiKeys.METADATA,
                        context.config().requestTimeoutMs(),
                        version -> request(topics, create),
                        (response, failure) -> answered(response, failure, answer));
    }

    private static void answered(
            @Nullable Response response, @Nullable Throwable failure, Answer<MetadataResponseData> answer) {
        if (response == null) {
            answer.done(null, failure);
            return;
        }
        try (response) {
            MetadataResponseData body = response.as(MetadataResponseData.class);
            ApiException error = Failures.of(body.errorCode());
            answer.done(error == null ? body : null, error);
        }
    }

    private static MetadataRequestData request(@Nullable Set<String> topics, boolean create) {
        MetadataRequestData request = new MetadataRequestData().setAllowAutoTopicCreation(create);
        if (topics == null) {
            return request.setTopics(null);
        }
        List<MetadataRequestTopic> list = new ArrayList<>(topics.size());
        for (String name : topics) {
            list.add(new MetadataRequestTopic().setName(name));
        }
        return request.setTopics(list);
    }

    /** Told of a topic that is new, has grown, or was deleted and made again. */
    @FunctionalInterface
    public interface ChangeListener {
        /** The topic as it is now. */
        void changed(TopicInfo topic);
    }

    private static final class Waiter {
        private final List<String> names;
        private final Answer<Map<String, TopicInfo>> answer;
        private Loop.@Nullable Timer timer;

        private Waiter(List<String> names, Answer<Map<String, TopicInfo>> answer) {
            this.names = names;
            this.answer = answer;
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
