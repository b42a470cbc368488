package io.millrace.client.group;

import io.millrace.client.call.Answer;
import io.millrace.client.metadata.Metadata;
import java.util.List;
import java.util.Map;

/** Kafka's {@code range}: each topic's partitions in even, contiguous ranges over its subscribers. <i>Loop-owned.</i> */
public final class RangeAssignor implements Assignor {

    /** For a member that subscribes to these topics. */
    public RangeAssignor(List<String> topics, Metadata metadata) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String protocolType() {
        return ConsumerProtocol.TYPE;
    }

    @Override
    public String name() {
        return "range";
    }

    @Override
    public byte[] subscription() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void assign(List<Member> members, Answer<Map<String, byte[]>> assignments) {
        throw new UnsupportedOperationException();
    }
}
