package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** OffsetDelete: forgets committed offsets of topics that nobody in the group subscribes to. */
public final class OffsetDeleteApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public OffsetDeleteApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.OFFSET_DELETE;
    }

    @Override
    public void handle(Call call) {
        OffsetDeleteRequestData request = call.body(OffsetDeleteRequestData.class);
        groups.on(request.groupId(), (coordinator, nowMs, wallMs) -> coordinator.deleteOffsets(request, call::answer));
    }
}
