package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** LeaveGroup: members leave their group. */
public final class LeaveGroupApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public LeaveGroupApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.LEAVE_GROUP;
    }

    @Override
    public void handle(Call call) {
        LeaveGroupRequestData request = call.body(LeaveGroupRequestData.class);
        groups.on(
                request.groupId(),
                (coordinator, nowMs, wallMs) ->
                        coordinator.leave(request, call.version(), nowMs, wallMs, call::answer));
    }
}
