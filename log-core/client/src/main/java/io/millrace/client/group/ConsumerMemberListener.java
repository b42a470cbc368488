package io.millrace.client.group;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Told what the coordinator gives to a {@link ConsumerMember}. Called on the client's loop. */
public interface ConsumerMemberListener {
    /** The coordinator knows the member under this epoch from now on: commits are made with it. */
    void epoch(int epoch);

    /**
     * These are the member's, and no others: give up what is not among them (the member still may commit), take what is
     * new, then call {@link ConsumerMember#reconciled}. Not asked again before that; heartbeats go on meanwhile, and the
     * coordinator waits for {@code max.poll.interval.ms}.
     */
    void reconcile(Set<TopicPartition> partitions);

    /**
     * Nothing is owned any more, and commits would be refused: the session ended, or the coordinator forgot the member. It
     * joins again when {@link ConsumerMember#abandoned} is called.
     */
    void lost();

    /** What the coordinator refuses; the member goes on only where a right to some topic is all that is missing. */
    void failed(Throwable failure);
}
