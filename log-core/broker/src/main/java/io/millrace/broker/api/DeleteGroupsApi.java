package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.protocol.ApiKeys;

/** DeleteGroups: forgets groups that have no members, and their offsets. */
public final class DeleteGroupsApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public DeleteGroupsApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DELETE_GROUPS;
    }

    @Override
    public void handle(Call call) {
        DeleteGroupsRequestData request = call.body(DeleteGroupsRequestData.class);
        ConcurrentLinkedQueue<DeletableGroupResult> results = new ConcurrentLinkedQueue<>();
        Join join = new Join(() -> {
            DeleteGroupsResponseData response = new DeleteGroupsResponseData();
            results.forEach(response.results()::mustAdd);
            call.answer(response);
        });
        for (String group : request.groupsNames().stream().distinct().toList()) {
            join.begin();
            groups.on(
                    group,
                    (coordinator, nowMs, wallMs) -> coordinator.delete(List.of(group), wallMs, deleted -> {
                        results.addAll(deleted);
                        join.done();
                    }));
        }
        join.done();
    }
}
