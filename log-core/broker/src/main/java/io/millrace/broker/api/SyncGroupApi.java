package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** SyncGroup: a member asks for its assignment; the leader brings everybody's. */
public final class SyncGroupApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public SyncGroupApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.SYNC_GROUP;
    }

    @Override
    public void handle(Call call) {
        SyncGroupRequestData request = call.body(SyncGroupRequestData.class);
        groups.on(
                request.groupId(),
                (coordinator, nowMs, wallMs) -> coordinator.sync(request, call.version(), nowMs, wallMs, call::answer));
    }
}
