package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** ListGroups: all groups of this node, or those in given states and of given types. */
public final class ListGroupsApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public ListGroupsApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.LIST_GROUPS;
    }

    @Override
    public void handle(Call call) {
        ListGroupsRequestData request = call.body(ListGroupsRequestData.class);
        ConcurrentLinkedQueue<ListGroupsResponseData> found = new ConcurrentLinkedQueue<>();
        Join join = new Join(() -> call.answer(merged(found)));
        for (int i = 0; i < groups.count(); i++) {
            join.begin();
        }
        groups.onEach((coordinator, nowMs, wallMs) -> coordinator.list(request, listed -> {
            found.add(listed);
            join.done();
        }));
        join.done();
    }

    private static ListGroupsResponseData merged(Iterable<ListGroupsResponseData> found) {
        ListGroupsResponseData all = new ListGroupsResponseData();
        for (ListGroupsResponseData each : found) {
            if (each.errorCode() != Errors.NONE.code()) {
                return new ListGroupsResponseData().setErrorCode(each.errorCode());
            }
            List<ListedGroup> listed = each.groups();
            all.groups().addAll(listed);
        }
        return all;
    }
}
