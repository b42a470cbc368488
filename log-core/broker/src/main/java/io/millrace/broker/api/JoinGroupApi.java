package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.coordinator.group.GroupClient;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** JoinGroup: a member joins its group, or joins anew; answered when the next generation begins. */
public final class JoinGroupApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public JoinGroupApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.JOIN_GROUP;
    }

    @Override
    public void handle(Call call) {
        JoinGroupRequestData request = call.body(JoinGroupRequestData.class);
        groups.on(
                request.groupId(),
                (coordinator, nowMs, wallMs) -> coordinator.join(
                        request,
                        call.version(),
                        new GroupClient(call.clientId(), call.clientHost()),
                        nowMs,
                        wallMs,
                        call::answer));
    }
}
