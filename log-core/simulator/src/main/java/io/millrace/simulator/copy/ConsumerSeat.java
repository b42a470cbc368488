package io.millrace.simulator.copy;

import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.client.LogClient;
import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Done;
import io.millrace.client.call.Failures;
import io.millrace.client.group.Committed;
import io.millrace.client.group.Coordinator;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.Offset;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A member of a consumer group (KIP-848), heartbeat by heartbeat. <i>Loop-owned.</i>
 *
 * <pre>
 * OUT --epoch 0--> IN --target without what it owns--> GIVING_UP --guest done--> IN
 * IN, GIVING_UP --fenced, unknown--> OUT;  any --left, closed--> OVER
 * </pre>
 */
final class ConsumerSeat implements Seat {
    private static final int BEAT_MS = 500;
    private static final int SOON_MS = 20;

    private final Loop loop;
    private final Guest guest;
    private final Channels channels;
    private final Coordinator coordinator;
    private final Committed committed;
    private final String memberId;
    private final String assignor;
    private final Set<Integer> owned = new TreeSet<>();
    private @Nullable Set<Integer> target;
    private Uuid topicId = Uuid.ZERO_UUID;
    private int epoch;
    /** Whether the next heartbeat says all there is to say. */
    private boolean tellAll = true;

    private boolean ownedChanged;
    private boolean givingUp;
    private boolean over;
    /** One at a time: what an answer says must not be missed. */
    private boolean asking;

    private int round;

    ConsumerSeat(CallContext context, LogClient client, Rng rng, Guest guest) {
        this.loop = context.loop();
        this.guest = guest;
        this.channels = new Channels(context);
        this.coordinator = new Coordinator(context, client.metadata(), channels, Copies.GROUP);
        this.committed = client.committed(Copies.GROUP);
        this.memberId = new Uuid(rng.nextLong(), rng.nextLong()).toString();
        this.assignor = rng.nextInt(2) == 0 ? "uniform" : "range";
    }

    @Override
    public void join() {
        beat();
    }

    @Override
    public Committer committer() {
        return new Committer(epoch, memberId, null);
    }

    @Override
    public void committed(Collection<TopicPartition> partitions, Answer<Map<TopicPartition, Offset>> answer) {
        committed.positions(partitions, answer);
    }

    private void beat() {
        if (over || asking) {
            return;
        }
        asking = true;
        round++;
        ConsumerGroupHeartbeatRequestData request = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(Copies.GROUP)
                .setMemberId(memberId)
                .setMemberEpoch(epoch);
        if (tellAll) {
            request.setRebalanceTimeoutMs(4_000)
                    .setServerAssignor(assignor)
                    .setSubscribedTopicNames(List.of(Copies.INPUT));
        }
        if (tellAll || ownedChanged) {
            request.setTopicPartitions(ownedTopics());
        }
        tellAll = false;
        ownedChanged = false;
        coordinator.call(ApiKeys.CONSUMER_GROUP_HEARTBEAT, version -> request, (response, failure) -> {
            asking = false;
            if (!over) {
                answered(response, failure);
            } else if (response != null) {
                response.close();
            }
        });
    }

    private List<ConsumerGroupHeartbeatRequestData.TopicPartitions> ownedTopics() {
        return owned.isEmpty()
                ? List.of()
                : List.of(new ConsumerGroupHeartbeatRequestData.TopicPartitions()
                        .setTopicId(topicId)
                        .setPartitions(new ArrayList<>(owned)));
    }

    private void answered(@Nullable Response response, @Nullable Throwable failure) {
        if (response == null) {
            unanswered(failure == null ? Errors.UNKNOWN_SERVER_ERROR.exception() : failure);
            return;
        }
        try (response) {
            ConsumerGroupHeartbeatResponseData body = response.as(ConsumerGroupHeartbeatResponseData.class);
            Errors error = Errors.forCode(body.errorCode());
            switch (error) {
                case NONE -> takeIn(body);
                case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> out();
                default -> unanswered(error.exception(body.errorMessage()));
            }
        }
    }

    private void unanswered(Throwable why) {
        if (!Failures.passes(why)) {
            over = true;
            guest.failed(why);
            return;
        }
        coordinator.check(why);
        tellAll = true;
        later(SOON_MS);
    }

    private void out() {
        epoch = 0;
        tellAll = true;
        givingUp = false;
        target = null;
        owned.clear();
        guest.lost();
        later(SOON_MS);
    }

    private void takeIn(ConsumerGroupHeartbeatResponseData body) {
        epoch = body.memberEpoch();
        ConsumerGroupHeartbeatResponseData.Assignment assignment = body.assignment();
        if (assignment != null) {
            Set<Integer> wanted = new TreeSet<>();
            assignment.topicPartitions().forEach(topic -> {
                topicId = topic.topicId();
                wanted.addAll(topic.partitions());
            });
            target = wanted;
        }
        reconcile();
        later(ownedChanged ? SOON_MS : BEAT_MS);
    }

    private void reconcile() {
        Set<Integer> wanted = target;
        if (wanted == null || givingUp) {
            return;
        }
        Set<Integer> surplus = new TreeSet<>(owned);
        surplus.removeAll(wanted);
        if (!surplus.isEmpty()) {
            givingUp = true;
            guest.revoke(surplus, () -> {
                if (givingUp) {
                    givingUp = false;
                    owned.removeAll(surplus);
                    ownedChanged = true;
                    reconcile();
                    beat();
                }
            });
            return;
        }
        Set<Integer> fresh = new TreeSet<>(wanted);
        fresh.removeAll(owned);
        if (!fresh.isEmpty()) {
            owned.addAll(fresh);
            ownedChanged = true;
            guest.assigned(epoch, fresh);
        }
    }

    private void later(int delayMs) {
        int thisRound = round;
        loop.schedule(delayMs, () -> {
            if (thisRound == round) {
                beat();
            }
        });
    }

    @Override
    public void leave(Done done) {
        over = true;
        coordinator.call(
                ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                version -> new ConsumerGroupHeartbeatRequestData()
                        .setGroupId(Copies.GROUP)
                        .setMemberId(memberId)
                        .setMemberEpoch(-1),
                (response, failure) -> {
                    if (response != null) {
                        response.close();
                    }
                    done.done(failure);
                });
    }

    @Override
    public void close() {
        over = true;
        channels.close();
    }
}
