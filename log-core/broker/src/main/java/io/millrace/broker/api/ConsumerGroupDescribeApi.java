package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import java.util.Arrays;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** ConsumerGroupDescribe: epochs, members and assignments of consumer groups. */
public final class ConsumerGroupDescribeApi implements Api {
    private final GroupHosts groups;

    /** Asks these coordinators. */
    public ConsumerGroupDescribeApi(GroupHosts groups) {
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.CONSUMER_GROUP_DESCRIBE;
    }

    @Override
    public void handle(Call call) {
        ConsumerGroupDescribeRequestData request = call.body(ConsumerGroupDescribeRequestData.class);
        DescribedGroup[] found = new DescribedGroup[request.groupIds().size()];
        Join join =
                new Join(() -> call.answer(new ConsumerGroupDescribeResponseData().setGroups(Arrays.asList(found))));
        for (int i = 0; i < found.length; i++) {
            int index = i;
            String group = request.groupIds().get(i);
            join.begin();
            groups.on(
                    group,
                    (coordinator, nowMs, wallMs) -> coordinator.describeConsumers(group, call.version(), described -> {
                        if (request.includeAuthorizedOperations() && described.errorCode() == Errors.NONE.code()) {
                            described.setAuthorizedOperations(Operations.GROUP);
                        }
                        found[index] = described;
                        join.done();
                    }));
        }
        join.done();
    }
}
