package io.millrace.client.group;

import io.millrace.client.call.Answer;
import io.millrace.client.call.Done;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

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
public final class GroupMember implements AutoCloseable {
    GroupMember() {}

    /** Begins to join; the listener hears of the assignment. Once. */
    public void join() {
        throw new UnsupportedOperationException();
    }

    /** Asks for a new division, as when the subscription changed: revokes, then joins with the new subscription. */
    public void rejoin() {
        throw new UnsupportedOperationException();
    }

    /** Whether this member is the one that divides. */
    public boolean isLeader() {
        throw new UnsupportedOperationException();
    }

    /** The current generation, -1 when not in the group. */
    public int generation() {
        throw new UnsupportedOperationException();
    }

    /** The id that the coordinator gave, empty before. */
    public String memberId() {
        throw new UnsupportedOperationException();
    }

    /**
     * Commits positions as a member of the current generation. Errors that pass are retried within
     * {@code default.api.timeout.ms}; RebalanceInProgressException, UnknownMemberIdException, IllegalGenerationException
     * and FencedInstanceIdException are told: what was not committed will be read again by the next owner.
     */
    public void commit(Map<TopicPartition, Offset> offsets, Done done) {
        throw new UnsupportedOperationException();
    }

    /** The group's committed positions of these partitions; those without one are left out. */
    public void committed(Collection<TopicPartition> partitions, Answer<Map<TopicPartition, Offset>> answer) {
        throw new UnsupportedOperationException();
    }

    /** Leaves the group at once, so that the others get its partitions; told when the coordinator knows, or at time-out. */
    public void leave(Done done) {
        throw new UnsupportedOperationException();
    }

    /** Ends the heartbeats without a word: a static member that returns within its session keeps what it owns. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
