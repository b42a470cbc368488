package io.millrace.client.admin;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * A group with its members. <i>Immutable.</i>
 *
 * @param id its name
 * @param protocolType what its members are
 * @param protocol what they agreed on, such as {@code range}
 * @param state {@code Stable}, {@code Empty}, ...
 * @param members in the node's order
 */
public record GroupDescription(String id, String protocolType, String protocol, String state, List<Member> members) {
    /**
     * A member. <i>Immutable.</i>
     *
     * @param id given by the node
     * @param clientId its own name for itself
     * @param host where it calls from
     * @param partitions what it reads; empty for groups that are no consumers
     */
    public record Member(String id, String clientId, String host, List<TopicPartition> partitions) {}
}
