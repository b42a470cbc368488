package io.millrace.client.group;

import io.millrace.base.Loop;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Backoff;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Done;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Part;
import io.millrace.client.call.Retry;
import io.millrace.client.metadata.Metadata;
import io.millrace.wire.message.Response;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group of the classic protocol. It finds its coordinator, joins, keeps its membership by heartbeats on its
 * loop (a loop that is not turned lets the session end), and joins again when the group asks. <i>Loop-owned.</i>
 *
 * <pre>
 * NEW --join--> JOINING --leader divides, all get theirs--> STABLE
 * STABLE --group rebalances, rejoin()--> REVOKING --listener is done--> JOINING
 * STABLE, REVOKING --unknown member, old generation--> (lost) JOINING
 * any --leave, close--> LEFT;  any --fenced, refused--> FAILED
 * </pre>
 */
public final class GroupMember implements Part {
    /** The coordinator answers a join when the rebalance ends, which may be a little after its time-out. */
    private static final int JOIN_GRACE_MS = 5_000;

    private final CallContext context;
    private final GroupConfig config;
    private final Assignor assignor;
    private final MemberListener listener;
    /** Joins and syncs are kept waiting, so commits and the farewell have connections of their own. */
    private final Channels membership;

    private final Channels others;
    private final Coordinator coordinator;
    private final GroupOffsets offsets;
    private final GroupRequests requests;
    private final Backoff backoff;
    private State state = State.NEW;
    private int generation = -1;
    private String memberId = "";
    private String strategy = "";
    private boolean leader;
    private boolean owning;
    private boolean rejoinWanted;
    /** The leader's assignor is at work: between join and sync. */
    private boolean dividing;

    private boolean closed;
    /** Grows with each join: answers and timers of an earlier one are ignored. */
    private int round;

    private Loop.@Nullable Timer heartbeat;

    /** Not joined; {@link io.millrace.client.LogClient} makes it. */
    public GroupMember(
            CallContext context, Metadata metadata, GroupConfig config, Assignor assignor, MemberListener listener) {
        this.context = context;
        this.config = config;
        this.assignor = assignor;
        this.listener = listener;
        this.membership = new Channels(context);
        this.others = new Channels(context);
        this.coordinator = new Coordinator(context, metadata, others, config.groupId());
        this.offsets = new GroupOffsets(coordinator);
        this.requests = new GroupRequests(config, assignor);
        this.backoff = new Backoff(context.config().retryBackoff(), context.rng());
    }

    /** Begins to join; the listener hears of the assignment. Once. */
    public void join() {
        if (state != State.NEW) {
            throw new IllegalStateException("a member joins once");
        }
        joinNow();
    }

    /** Asks for a new division, as when the subscription changed: revokes, then joins with the new subscription. */
    public void rejoin() {
        if (state == State.STABLE) {
            context.loop().execute(this::revokeAndJoin);
        } else if (state == State.JOINING) {
            rejoinWanted = true;
        }
    }

    /** Whether this member is the one that divides. */
    public boolean isLeader() {
        return leader;
    }

    /** The current generation, -1 when not in the group. */
    public int generation() {
        return generation;
    }

    /** The strategy that the group agreed on, empty before. */
    public String strategy() {
        return strategy;
    }

    /** The id that the coordinator gave, empty before. */
    public String memberId() {
        return memberId;
    }

    /**
     * Commits positions as a member of the current generation. Errors that pass are retried within
     * {@code default.api.timeout.ms}; RebalanceInProgressException, UnknownMemberIdException, IllegalGenerationException
     * and FencedInstanceIdException are told: what was not committed will be read again by the next owner.
     */
    public void commit(Map<TopicPartition, Offset> positions, Done done) {
        // Who owned it when it was asked for: a later generation must not commit for an earlier one.
        GroupOffsets.Committer committer = new GroupOffsets.Committer(generation, memberId, config.instanceId());
        if (positions.isEmpty()) {
            context.loop().execute(() -> done.done(null));
            return;
        }
        if (generation < 0) {
            context.loop().execute(() -> done.done(Errors.UNKNOWN_MEMBER_ID.exception("not in the group")));
            return;
        }
        offsets.commit(() -> committer, positions, done);
    }

    /** The group's committed positions of these partitions; those without one are left out. */
    public void committed(Collection<TopicPartition> partitions, Answer<Map<TopicPartition, Offset>> answer) {
        offsets.fetch(partitions, answer);
    }

    /** Leaves the group at once, so that the others get its partitions; told when the coordinator knows, or at time-out. */
    public void leave(Done done) {
        boolean known = !memberId.isEmpty() && state != State.LEFT;
        String id = memberId;
        end(State.LEFT);
        if (!known) {
            context.loop().execute(() -> done.done(null));
            return;
        }
        Retry.<LeaveGroupResponseData>run(
                context,
                "leave of " + config.groupId(),
                attempt -> coordinator.call(
                        ApiKeys.LEAVE_GROUP,
                        version -> requests.leave(id),
                        (response, failure) ->
                                read(response, failure, LeaveGroupResponseData.class, r -> r.errorCode(), attempt)),
                (left, failure) -> done.done(failure instanceof UnknownMemberIdException ? null : failure));
    }

    /** Ends the heartbeats without a word: a static member that returns within its session keeps what it owns. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            end(State.LEFT);
            membership.close();
            others.close();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    private void joinNow() {
        state = State.JOINING;
        rejoinWanted = false;
        stopHeartbeat();
        int thisRound = ++round;
        int timeoutMs = Math.max(
                context.config().requestTimeoutMs(), Math.addExact(config.rebalanceTimeoutMs(), JOIN_GRACE_MS));
        coordinator.call(
                membership,
                ApiKeys.JOIN_GROUP,
                timeoutMs,
                version -> requests.join(memberId, version),
                guard(
                        thisRound,
                        (response, failure) ->
                                read(response, failure, JoinGroupResponseData.class, this::joinCode, (joined, why) -> {
                                    if (joined == null) {
                                        joinFailed(why);
                                    } else {
                                        joined(joined);
                                    }
                                })));
    }

    /** Takes the member id even from a refusal. */
    private short joinCode(JoinGroupResponseData response) {
        if (response.errorCode() == Errors.MEMBER_ID_REQUIRED.code()) {
            memberId = response.memberId();
        }
        return response.errorCode();
    }

    private void joined(JoinGroupResponseData response) {
        generation = response.generationId();
        memberId = response.memberId();
        leader = response.leader().equals(memberId);
        strategy = requests.strategy(response);
        backoff.reset();
        int thisRound = round;
        if (!leader || response.skipAssignment()) {
            sync(response, Map.of());
            return;
        }
        // The leader may take its time: it is alive meanwhile.
        dividing = true;
        scheduleHeartbeat(config.heartbeatIntervalMs());
        assignor.assign(
                strategy,
                GroupRequests.members(response),
                (assignments, failure) -> context.loop().run(() -> {
                    if (thisRound != round || state != State.JOINING) {
                        return;
                    }
                    if (assignments == null) {
                        joinAgain(backoff.nextMs());
                    } else {
                        sync(response, assignments);
                    }
                }));
    }

    private void sync(JoinGroupResponseData joined, Map<String, byte[]> assignments) {
        stopHeartbeat();
        int timeoutMs = Math.max(
                context.config().requestTimeoutMs(), Math.addExact(config.rebalanceTimeoutMs(), JOIN_GRACE_MS));
        coordinator.call(
                membership,
                ApiKeys.SYNC_GROUP,
                timeoutMs,
                version -> requests.sync(joined, assignments, version),
                guard(
                        round,
                        (response, failure) -> read(
                                response, failure, SyncGroupResponseData.class, r -> r.errorCode(), (synced, why) -> {
                                    if (synced == null) {
                                        joinFailed(why);
                                    } else {
                                        stable(synced.assignment());
                                    }
                                })));
    }

    private void stable(byte[] assignment) {
        state = State.STABLE;
        owning = true;
        scheduleHeartbeat(config.heartbeatIntervalMs());
        listener.assigned(generation, assignment);
        if (rejoinWanted && state == State.STABLE) {
            revokeAndJoin();
        }
    }

    private void joinFailed(@Nullable Throwable failure) {
        Throwable why = failure == null ? Errors.UNKNOWN_SERVER_ERROR.exception() : failure;
        Errors error = why instanceof ApiException ? Errors.forException(why) : Errors.NETWORK_EXCEPTION;
        switch (error) {
            case MEMBER_ID_REQUIRED, REBALANCE_IN_PROGRESS -> joinAgain(0);
            case UNKNOWN_MEMBER_ID -> {
                forgetMembership();
                joinAgain(backoff.nextMs());
            }
            case ILLEGAL_GENERATION -> joinAgain(backoff.nextMs());
            default -> {
                if (Failures.passes(why)) {
                    coordinator.check(why);
                    joinAgain(backoff.nextMs());
                } else {
                    fail(why);
                }
            }
        }
    }

    private void joinAgain(long pauseMs) {
        stopHeartbeat();
        generation = -1;
        int thisRound = ++round;
        Runnable again = () -> {
            if (thisRound == round && state == State.JOINING) {
                joinNow();
            }
        };
        if (pauseMs == 0) {
            context.loop().execute(again);
        } else {
            context.loop().schedule(pauseMs, again);
        }
    }

    private void scheduleHeartbeat(long delayMs) {
        cancelHeartbeat();
        heartbeat = context.loop().schedule(delayMs, this::beat);
    }

    private void stopHeartbeat() {
        dividing = false;
        cancelHeartbeat();
    }

    private void cancelHeartbeat() {
        Loop.Timer timer = heartbeat;
        if (timer != null) {
            timer.cancel();
            heartbeat = null;
        }
    }

    private void beat() {
        heartbeat = null;
        int askedGeneration = generation;
        coordinator.call(
                membership,
                ApiKeys.HEARTBEAT,
                Math.min(context.config().requestTimeoutMs(), config.sessionTimeoutMs()),
                version -> requests.heartbeat(askedGeneration, memberId),
                guard(
                        round,
                        (response, failure) -> read(
                                response, failure, HeartbeatResponseData.class, r -> r.errorCode(), (alive, why) -> {
                                    if (state != State.LEFT && state != State.FAILED) {
                                        scheduleHeartbeat(config.heartbeatIntervalMs());
                                        heartbeatAnswered(why);
                                    }
                                })));
    }

    private void heartbeatAnswered(@Nullable Throwable why) {
        if (why == null) {
            backoff.reset();
            return;
        }
        if (state == State.JOINING) {
            // The answer to the sync will say the same.
            return;
        }
        Errors error = why instanceof ApiException ? Errors.forException(why) : Errors.NETWORK_EXCEPTION;
        switch (error) {
            case REBALANCE_IN_PROGRESS -> {
                if (state == State.STABLE) {
                    revokeAndJoin();
                }
            }
            case UNKNOWN_MEMBER_ID -> {
                forgetMembership();
                lose();
            }
            case ILLEGAL_GENERATION -> lose();
            default -> {
                if (Failures.passes(why)) {
                    coordinator.check(why);
                    scheduleHeartbeat(Math.min(backoff.nextMs(), config.heartbeatIntervalMs()));
                } else {
                    fail(why);
                }
            }
        }
    }

    private void revokeAndJoin() {
        if (state != State.STABLE) {
            return;
        }
        state = State.REVOKING;
        int thisRound = round;
        listener.revoke(() -> context.loop().run(() -> {
            if (thisRound == round && state == State.REVOKING) {
                owning = false;
                joinNow();
            }
        }));
    }

    private void lose() {
        generation = -1;
        state = State.JOINING;
        round++;
        tellLost();
        if (state == State.JOINING) {
            joinNow();
        }
    }

    private void tellLost() {
        if (owning) {
            owning = false;
            listener.lost();
        }
    }

    private void forgetMembership() {
        memberId = "";
        generation = -1;
    }

    private void fail(Throwable why) {
        end(State.FAILED);
        tellLost();
        listener.failed(why);
    }

    private void end(State last) {
        stopHeartbeat();
        round++;
        generation = -1;
        leader = false;
        state = last;
    }

    /** Lets an answer through only if its round is still on. */
    private Answer<Response> guard(int thisRound, Answer<Response> answer) {
        return (response, failure) -> {
            if (thisRound == round) {
                answer.done(response, failure);
            } else if (response != null) {
                response.close();
            }
        };
    }

    private <T extends ApiMessage> void read(
            @Nullable Response response,
            @Nullable Throwable failure,
            Class<T> type,
            Function<T, Short> code,
            Answer<T> answer) {
        if (response == null) {
            answer.done(null, failure);
            return;
        }
        try (response) {
            T body = response.as(type);
            ApiException error = Failures.of(code.apply(body));
            if (error != null) {
                coordinator.check(error);
            }
            answer.done(error == null ? body : null, error);
        }
    }

    private enum State {
        NEW,
        JOINING,
        STABLE,
        REVOKING,
        LEFT,
        FAILED
    }
}
