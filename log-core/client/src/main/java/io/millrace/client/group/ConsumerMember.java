package io.millrace.client.group;

import io.millrace.base.Loop;
import io.millrace.client.call.Backoff;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Done;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Part;
import io.millrace.client.call.Retry;
import io.millrace.client.metadata.Metadata;
import io.millrace.wire.message.Response;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group that its coordinator divides (KIP-848). It says by heartbeats what it wants and owns, and is told
 * what it shall own; going from the one to the other is its listener's. <i>Loop-owned.</i>
 *
 * <pre>
 * NEW --subscribe--> JOINING --answered--> MEMBER
 * MEMBER --fenced, unknown--> LOST --abandoned()--> JOINING
 * any --leave, close--> LEFT;  any --refused--> FAILED
 * </pre>
 */
public final class ConsumerMember implements Part {
    private static final int GONE = -1;
    private static final int AWAY = -2;

    private final CallContext context;
    private final GroupConfig config;
    private final ConsumerMemberListener listener;
    private final Channels channels;
    private final Coordinator coordinator;
    private final ConsumerHeartbeat heartbeat;
    private final TopicNames names;
    private final Backoff backoff;
    private final Backoff namesBackoff;
    private State state = State.NEW;
    private String memberId;
    private int epoch;
    private SortedMap<Uuid, SortedSet<Integer>> owned = new TreeMap<>();
    /** What the coordinator wants it to own, and what of that has been handed to the listener; null without. */
    private @Nullable SortedMap<Uuid, SortedSet<Integer>> target;

    private @Nullable SortedMap<Uuid, SortedSet<Integer>> taking;
    private boolean taken;
    private int intervalMs;
    private boolean underWay;
    /** Something is to be said as soon as the heartbeat under way is answered. */
    private boolean urgent;

    private boolean closed;
    /** Grows when the membership ends: what belongs to an earlier one is void. */
    private int life;

    private Loop.@Nullable Timer timer;

    /** Not joined; {@link io.millrace.client.LogClient} makes it. */
    public ConsumerMember(
            CallContext context,
            Metadata metadata,
            GroupConfig config,
            @Nullable String assignor,
            @Nullable String rack,
            ConsumerMemberListener listener) {
        this.context = context;
        this.config = config;
        this.listener = listener;
        this.channels = new Channels(context);
        this.coordinator = new Coordinator(context, metadata, channels, config.groupId());
        this.heartbeat = new ConsumerHeartbeat(config, assignor, rack);
        this.names = new TopicNames(metadata);
        this.backoff = new Backoff(context.config().retryBackoff(), context.rng());
        this.namesBackoff = new Backoff(context.config().retryBackoff(), context.rng());
        this.intervalMs = config.heartbeatIntervalMs();
        this.memberId = new Uuid(context.rng().nextLong(), context.rng().nextLong()).toString();
    }

    /** Wants these topics, or those that the coordinator finds by the expression; joins at first. */
    public void subscribe(Set<String> topics, @Nullable String expression) {
        heartbeat.subscribe(topics, expression);
        if (state == State.NEW) {
            state = State.JOINING;
        }
        beatNow();
    }

    /** The epoch under which the coordinator knows it; 0 when it does not. */
    public int epoch() {
        return epoch;
    }

    /** Its own name for itself. */
    public String memberId() {
        return memberId;
    }

    /** The listener owns what it was told last. */
    public void reconciled() {
        SortedMap<Uuid, SortedSet<Integer>> done = taking;
        if (state != State.MEMBER || done == null) {
            return;
        }
        taking = null;
        taken = true;
        owned = done;
        heartbeat.acknowledge();
        beatNow();
        reconcile();
    }

    /** The listener owns nothing any more, after it was lost. */
    public void abandoned() {
        if (state == State.LOST) {
            state = State.JOINING;
            beatIn(backoff.nextMs());
        }
    }

    /**
     * Leaves at once, for good or, with an instance id, until it returns within its session; told when the coordinator
     * knows, or at time-out.
     */
    public void leave(boolean forGood, Done done) {
        boolean known = state == State.JOINING || state == State.MEMBER;
        end(State.LEFT);
        if (!known) {
            context.loop().execute(() -> done.done(null));
            return;
        }
        ConsumerGroupHeartbeatRequestData farewell = heartbeat.leave(memberId, forGood ? GONE : AWAY);
        Retry.<Boolean>run(
                context,
                "leave of " + config.groupId(),
                attempt ->
                        coordinator.call(ApiKeys.CONSUMER_GROUP_HEARTBEAT, version -> farewell, (response, failure) -> {
                            Throwable why = failure;
                            if (response != null) {
                                why = read(response, body -> {});
                            }
                            attempt.done(why == null ? true : null, why);
                        }),
                (left, failure) -> done.done(failure instanceof UnknownMemberIdException ? null : failure));
    }

    /** Ends the heartbeats without a word. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            end(State.LEFT);
            channels.close();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    private void beatNow() {
        if (underWay) {
            urgent = true;
        } else {
            beatIn(0);
        }
    }

    private void beatIn(long delayMs) {
        cancel();
        timer = context.loop().schedule(delayMs, this::beat);
    }

    private void beat() {
        timer = null;
        if (underWay || state != State.JOINING && state != State.MEMBER) {
            return;
        }
        underWay = true;
        urgent = false;
        int thisLife = life;
        ConsumerGroupHeartbeatRequestData request =
                state == State.JOINING ? heartbeat.join(memberId) : heartbeat.next(memberId, epoch, owned);
        coordinator.call(ApiKeys.CONSUMER_GROUP_HEARTBEAT, version -> request, (response, failure) -> {
            Throwable why = failure;
            if (response != null) {
                why = read(response, body -> {
                    if (thisLife == life) {
                        underWay = false;
                        answered(body);
                    }
                });
            }
            if (why != null && thisLife == life) {
                underWay = false;
                refused(why);
            }
        });
    }

    private void answered(ConsumerGroupHeartbeatResponseData body) {
        backoff.reset();
        intervalMs = Math.max(1, body.heartbeatIntervalMs());
        String told = body.memberId();
        memberId = told == null || told.isEmpty() ? memberId : told;
        state = State.MEMBER;
        if (body.memberEpoch() != epoch) {
            epoch = body.memberEpoch();
            listener.epoch(epoch);
        }
        beatIn(urgent ? 0 : intervalMs);
        if (body.assignment() != null) {
            SortedMap<Uuid, SortedSet<Integer>> given = new TreeMap<>();
            for (TopicPartitions each : body.assignment().topicPartitions()) {
                given.put(each.topicId(), new TreeSet<>(each.partitions()));
            }
            target = given;
            reconcile();
        }
    }

    /** Hands the listener what it shall own, as far as its names are known. */
    private void reconcile() {
        SortedMap<Uuid, SortedSet<Integer>> wanted = target;
        if (wanted == null || taking != null || state != State.MEMBER) {
            return;
        }
        SortedMap<Uuid, SortedSet<Integer>> named = new TreeMap<>();
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        wanted.forEach((id, numbers) -> {
            String name = names.of(id);
            if (name != null) {
                named.put(id, numbers);
                numbers.forEach(number -> partitions.add(new TopicPartition(name, number)));
            }
        });
        if (named.size() < wanted.size()) {
            learnNames();
        } else {
            target = null;
            namesBackoff.reset();
        }
        if (!taken || !named.equals(owned)) {
            taking = named;
            listener.reconcile(partitions);
        } else if (target == null) {
            heartbeat.acknowledge();
            beatNow();
        }
    }

    private void learnNames() {
        int thisLife = life;
        names.learn(
                heartbeat.topics(),
                failure -> context.loop().schedule(namesBackoff.nextMs(), () -> {
                    if (thisLife == life) {
                        reconcile();
                    }
                }));
    }

    private void refused(Throwable why) {
        heartbeat.unheard();
        Errors error = why instanceof ApiException ? Errors.forException(why) : Errors.NETWORK_EXCEPTION;
        switch (error) {
            case FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER_ID -> {
                end(State.LOST);
                listener.lost();
            }
            case TOPIC_AUTHORIZATION_FAILED -> {
                beatIn(intervalMs);
                listener.failed(why);
            }
            default -> {
                if (Failures.passes(why)) {
                    coordinator.check(why);
                    beatIn(backoff.nextMs());
                } else {
                    end(State.FAILED);
                    listener.lost();
                    listener.failed(why);
                }
            }
        }
    }

    /** The error in it; without one the body is taken. */
    private @Nullable Throwable read(
            Response response, java.util.function.Consumer<ConsumerGroupHeartbeatResponseData> taker) {
        try (response) {
            ConsumerGroupHeartbeatResponseData body = response.as(ConsumerGroupHeartbeatResponseData.class);
            ApiException error = Failures.of(body.errorCode(), body.errorMessage());
            if (error == null) {
                taker.accept(body);
            } else {
                coordinator.check(error);
            }
            return error;
        }
    }

    private void end(State last) {
        cancel();
        life++;
        state = last;
        epoch = 0;
        owned = new TreeMap<>();
        target = null;
        taking = null;
        taken = false;
        underWay = false;
        urgent = false;
    }

    private void cancel() {
        Loop.Timer set = timer;
        if (set != null) {
            set.cancel();
            timer = null;
        }
    }

    private enum State {
        NEW,
        JOINING,
        MEMBER,
        LOST,
        LEFT,
        FAILED
    }
}
