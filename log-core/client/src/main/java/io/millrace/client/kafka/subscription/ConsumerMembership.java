package io.millrace.client.kafka.subscription;

import io.millrace.client.group.ConsumerMember;
import io.millrace.client.group.ConsumerMemberListener;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.kafka.consumer.Commits;
import io.millrace.client.kafka.consumer.ConsumerSettings;
import io.millrace.client.kafka.consumer.Desk;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a group that its coordinator divides: what goes is given up, and what is new taken, while the rest is read
 * on. Methods are the user's thread's, the member is the loop's.
 */
final class ConsumerMembership implements Membership {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerMembership.class);

    private final Desk desk;
    private final Subscriber subscriber;
    private final GroupConfig config;
    private final @Nullable String assignor;
    private final @Nullable String rack;
    private final PollWatch watch;
    private boolean joined;
    private boolean ended;
    /** Grows when the membership was lost: what was said before is void. */
    private final AtomicInteger lives = new AtomicInteger();

    private volatile Wanted wanted = new Wanted(Set.of(), null);
    /** The loop's. */
    private @Nullable ConsumerMember member;

    ConsumerMembership(ConsumerSettings settings, Desk desk, Subscriber subscriber) {
        this.desk = desk;
        this.subscriber = subscriber;
        this.config = settings.groupOrThrow();
        this.assignor = settings.remoteAssignor();
        this.rack = settings.rack();
        this.watch = new PollWatch(desk, settings.maxPollIntervalMs(), this::expire);
    }

    @Override
    public void subscribe(Set<String> topics) {
        want(new Wanted(Set.copyOf(topics), null));
    }

    @Override
    public void match(String expression) {
        want(new Wanted(Set.of(), expression));
    }

    private void want(Wanted now) {
        wanted = now;
        if (!joined) {
            joined = true;
            subscriber.committer(Commits.OUTSIDE);
            watch.polled();
            desk.send(this::join);
            return;
        }
        desk.send(() -> {
            ConsumerMember current = member;
            if (current != null) {
                current.subscribe(now.topics, now.expression);
            }
        });
    }

    /** The coordinator divides when it sees fit. */
    @Override
    public void rejoin() {
        LOG.warn("a rebalance cannot be enforced with group.protocol=consumer: the coordinator decides");
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
                    ConsumerMember current = member;
                    member = null;
                    if (current == null) {
                        answer.done(true, null);
                    } else if (leave || config.instanceId() != null) {
                        current.leave(leave, failure -> {
                            current.close();
                            answer.done(true, null);
                        });
                    } else {
                        current.close();
                        answer.done(true, null);
                    }
                },
                (done, failure) -> left[0] = true);
        desk.await(() -> left[0], deadlineNanos, false);
        subscriber.committer(Committer.NOBODY);
    }

    private void join() {
        ConsumerMember made = desk.client().consumerMember(config, assignor, rack, new Events());
        member = made;
        Wanted now = wanted;
        made.subscribe(now.topics, now.expression);
        watch.start();
    }

    /** On the loop: the user has not polled for too long, so others get the partitions. */
    private void expire() {
        ConsumerMember late = member;
        if (late == null) {
            return;
        }
        member = null;
        out();
        late.leave(config.instanceId() == null, failure -> late.close());
        post(() -> lose(this::join));
    }

    /** On the loop. */
    private void out() {
        lives.incrementAndGet();
        subscriber.committer(Commits.OUTSIDE);
    }

    private void post(Runnable duty) {
        int life = lives.get();
        subscriber.post(() -> {
            if (!ended && life == lives.get()) {
                duty.run();
            }
        });
    }

    private void lose(Runnable then) {
        try {
            subscriber.lose();
        } finally {
            watch.polled();
            desk.send(then);
        }
    }

    private void move(Set<TopicPartition> target, ConsumerMember of) {
        try {
            Set<TopicPartition> going = subscriber.owned();
            going.removeAll(target);
            if (!going.isEmpty()) {
                subscriber.commit();
                subscriber.revoke(going);
            }
        } finally {
            // A listener that throws is told to the user; what the coordinator gave is the member's all the same.
            try {
                subscriber.take(target, true);
            } finally {
                desk.send(of::reconciled);
            }
        }
    }

    /** On the loop. */
    private final class Events implements ConsumerMemberListener {
        @Override
        public void epoch(int epoch) {
            ConsumerMember current = member;
            if (current != null) {
                subscriber.committer(new Committer(epoch, current.memberId(), config.instanceId()));
            }
        }

        @Override
        public void reconcile(Set<TopicPartition> partitions) {
            ConsumerMember current = member;
            if (current != null) {
                post(() -> move(partitions, current));
            }
        }

        @Override
        public void lost() {
            ConsumerMember current = member;
            out();
            post(() -> lose(() -> {
                if (current != null) {
                    current.abandoned();
                }
            }));
        }

        @Override
        public void failed(Throwable failure) {
            post(() -> {
                throw Desk.thrown(
                        failure instanceof UnsupportedVersionException
                                ? new UnsupportedVersionException(
                                        "the node does not do all that group.protocol=consumer asks of it; set"
                                                + " group.protocol=classic: "
                                                + failure.getMessage(),
                                        failure)
                                : failure);
            });
        }
    }

    /**
     * What is subscribed. <i>Immutable.</i>
     *
     * @param topics by name
     * @param expression by which the coordinator finds them, or null
     */
    private record Wanted(Set<String> topics, @Nullable String expression) {}
}
