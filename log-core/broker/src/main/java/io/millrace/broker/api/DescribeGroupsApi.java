package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** DescribeGroups: state, protocol and members of groups. */
public final class DescribeGroupsApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public DescribeGroupsApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DESCRIBE_GROUPS;
    }

    @Override
    public void handle(Call call) {
        DescribeGroupsRequestData request = call.body(DescribeGroupsRequestData.class);
        DescribedGroup[] found = new DescribedGroup[request.groups().size()];
        Join join = new Join(() -> call.answer(new DescribeGroupsResponseData().setGroups(Arrays.asList(found))));
        for (int i = 0; i < found.length; i++) {
            int index = i;
            String group = request.groups().get(i);
            join.begin();
            groups.on(
                    group,
                    (coordinator, nowMs, wallMs) -> coordinator.describe(List.of(group), call.version(), described -> {
                        DescribedGroup one = described.get(0);
                        if (request.includeAuthorizedOperations() && one.errorCode() == Errors.NONE.code()) {
                            one.setAuthorizedOperations(Operations.GROUP);
                        }
                        found[index] = one;
                        join.done();
                    }));
        }
        join.done();
    }
}
