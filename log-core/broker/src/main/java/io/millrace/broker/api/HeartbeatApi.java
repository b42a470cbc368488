package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** Heartbeat: a member's sign of life. */
public final class HeartbeatApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public HeartbeatApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.HEARTBEAT;
    }

    @Override
    public void handle(Call call) {
        HeartbeatRequestData request = call.body(HeartbeatRequestData.class);
        groups.on(
                request.groupId(), (coordinator, nowMs, wallMs) -> coordinator.heartbeat(request, nowMs, call::answer));
    }
}
