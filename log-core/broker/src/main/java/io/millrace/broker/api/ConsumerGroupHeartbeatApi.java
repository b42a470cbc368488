package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.coordinator.group.GroupClient;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** ConsumerGroupHeartbeat: a member of a consumer group joins, gives a sign of life, or leaves. */
public final class ConsumerGroupHeartbeatApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public ConsumerGroupHeartbeatApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.CONSUMER_GROUP_HEARTBEAT;
    }

    @Override
    public void handle(Call call) {
        ConsumerGroupHeartbeatRequestData request = call.body(ConsumerGroupHeartbeatRequestData.class);
        groups.on(
                request.groupId(),
                (coordinator, nowMs, wallMs) -> coordinator.consumerHeartbeat(
                        request,
                        call.version(),
                        new GroupClient(call.clientId(), call.clientHost()),
                        nowMs,
                        wallMs,
                        call::answer));
    }
}
