package io.millrace.client.kafka.subscription;

import io.millrace.client.group.ConsumerProtocol;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.MemberListener;
import io.millrace.client.kafka.consumer.Commits;
import io.millrace.client.kafka.consumer.ConsumerSettings;
import io.millrace.client.kafka.consumer.Desk;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A member of the classic protocol: eager, all partitions go before the group divides; cooperative, those go that the
 * division gave to others, and then it divides again. Methods are the user's thread's, the member is the loop's.
 */
final class ClassicMembership implements Membership {
    private final Desk desk;
    private final Subscriber subscriber;
    private final GroupConfig config;
    private final PartitionAssignors assignors;
    private final boolean cooperative;
    private final PollWatch watch;
    private Set<String> topics = Set.of();
    private int generation = -1;
    private boolean joined;
    private boolean ended;
    /** Grows when the membership was lost: what was said before is void. */
    private final AtomicInteger lives = new AtomicInteger();
    /** The loop's. */
    private @Nullable GroupMember member;

    ClassicMembership(
            ConsumerSettings settings, Desk desk, Subscriber subscriber, List<ConsumerPartitionAssignor> assignors) {
        this.desk = desk;
        this.subscriber = subscriber;
        this.config = settings.groupOrThrow();
        this.assignors = new PartitionAssignors(assignors, desk.client().metadata(), settings.rack());
        this.cooperative = PartitionAssignors.areCooperative(assignors);
        this.watch = new PollWatch(desk, settings.maxPollIntervalMs(), this::expire);
        desk.send(() -> desk.client().metadata().onChange(topic -> {
            GroupMember current = member;
            if (current != null && current.isLeader() && this.assignors.isOutdated(topic)) {
                current.rejoin();
            }
        }));
    }

    @Override
    public void subscribe(Set<String> wanted) {
        topics = Set.copyOf(wanted);
        want();
        if (joined) {
            rejoin();
            return;
        }
        joined = true;
        subscriber.committer(Commits.OUTSIDE);
        watch.polled();
        desk.send(this::join);
    }

    @Override
    public void rejoin() {
        desk.send(() -> {
            GroupMember current = member;
            if (current != null) {
                current.rejoin();
            }
        });
    }

    @Override
    public void polled() {
        watch.polled();
    }

    @Override
    public void end(boolean leave, long deadlineNanos) {
        ended = true;
        boolean[] left = {false};
        desk.<Boolean>ask(
                (client, answer) -> {
                    watch.stop();
                    GroupMember current = member;
                    member = null;
                    if (current == null || !leave) {
                        if (current != null) {
                            current.close();
                        }
                        answer.done(true, null);
                        return;
                    }
                    current.leave(failure -> {
                        current.close();
                        answer.done(true, null);
                    });
                },
                (done, failure) -> left[0] = true);
        desk.await(() -> left[0], deadlineNanos, false);
        subscriber.committer(Committer.NOBODY);
    }

    private void want() {
        assignors.want(topics, cooperative ? subscriber.owned() : Set.of(), generation);
    }

    private void join() {
        GroupMember made = desk.client().member(config, assignors, new Events());
        member = made;
        made.join();
        watch.start();
    }

    /** On the loop: the user has not polled for too long, so others get the partitions. */
    private void expire() {
        GroupMember late = member;
        if (late == null) {
            return;
        }
        member = null;
        lives.incrementAndGet();
        if (config.instanceId() == null) {
            late.leave(failure -> late.close());
        } else {
            late.close();
        }
        post(() -> {
            out();
            desk.send(this::join);
        });
    }

    private void out() {
        generation = -1;
        subscriber.committer(Commits.OUTSIDE);
        try {
            subscriber.lose();
        } finally {
            want();
        }
    }

    private void post(Runnable duty) {
        int life = lives.get();
        subscriber.post(() -> {
            if (!ended && life == lives.get()) {
                duty.run();
            }
        });
    }

    private void revokeBeforeJoining(Runnable done) {
        try {
            subscriber.commit();
            Set<TopicPartition> going = subscriber.owned();
            if (cooperative) {
                going.removeIf(partition -> topics.contains(partition.topic()));
            }
            subscriber.revoke(going);
        } finally {
            want();
            done.run();
        }
    }

    private void take(Committer as, List<TopicPartition> target) {
        generation = as.generation();
        subscriber.committer(as);
        Set<TopicPartition> going = subscriber.owned();
        going.removeAll(new LinkedHashSet<>(target));
        boolean again = cooperative && !going.isEmpty();
        try {
            subscriber.revoke(going);
            subscriber.take(target, true);
        } finally {
            want();
            if (again) {
                rejoin();
            }
        }
    }

    /** On the loop. */
    private final class Events implements MemberListener {
        @Override
        public void assigned(int newGeneration, byte[] bytes) {
            GroupMember current = member;
            if (current == null) {
                return;
            }
            ConsumerProtocol.Assignment assignment = ConsumerProtocol.assignment(bytes);
            Committer as = new Committer(newGeneration, current.memberId(), config.instanceId());
            assignors.assigned(
                    current.strategy(),
                    assignment,
                    new ConsumerGroupMetadata(
                            config.groupId(), newGeneration, as.memberId(), Optional.ofNullable(config.instanceId())));
            post(() -> take(as, assignment.partitions()));
        }

        @Override
        public void revoke(Runnable done) {
            post(() -> revokeBeforeJoining(done));
        }

        @Override
        public void lost() {
            lives.incrementAndGet();
            post(ClassicMembership.this::out);
        }

        @Override
        public void failed(Throwable failure) {
            post(() -> {
                throw Desk.thrown(failure);
            });
        }
    }
}
