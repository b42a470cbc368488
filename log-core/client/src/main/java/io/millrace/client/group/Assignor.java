package io.millrace.client.group;

import io.millrace.client.call.Answer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of group agrees on: its protocol, each member's subscription, and how the leader divides the work. The
 * bytes are the protocol's own: for {@code consumer} see {@link ConsumerProtocol}. Called on the client's loop.
 */
public interface Assignor {
    /** {@code consumer} for consumers and streams, {@code connect} for workers. */
    String protocolType();

    /** The assignment strategy, the same in all members: {@code range}, {@code stream}, ... */
    String name();

    /** This member's subscription; asked for at each join. */
    byte[] subscription();

    /**
     * Divides the work; called on the leader only, which may ask the cluster or create topics before it answers, within
     * the rebalance timeout. A member left out gets an empty assignment. A failure makes the group join again after the
     * retry back-off. An answer that comes after the group moved on is ignored.
     */
    void assign(List<Member> members, Answer<Map<String, byte[]>> assignments);

    /** All strategies that this member can go by, the best first; a group goes by one that all its members can. */
    default List<Strategy> strategies() {
        return List.of(new Strategy(name(), subscription()));
    }

    /** As {@link #assign(List, Answer)}, by the strategy that the group agreed on. */
    default void assign(String strategy, List<Member> members, Answer<Map<String, byte[]>> assignments) {
        assign(members, assignments);
    }

    /**
     * A strategy by name, with this member's subscription as that strategy reads it. <i>Immutable.</i>
     *
     * @param name the same in all members
     * @param subscription its own bytes
     */
    record Strategy(String name, byte[] subscription) {}

    /**
     * One who joined. <i>Immutable.</i>
     *
     * @param id the member's id, the key of its assignment
     * @param instanceId name of a static member, or null
     * @param subscription as its own assignor gave it
     */
    record Member(String id, @Nullable String instanceId, byte[] subscription) {}
}
