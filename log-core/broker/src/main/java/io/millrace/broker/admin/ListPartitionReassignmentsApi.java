package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/** ListPartitionReassignments: with one node none is ever on its way. */
final class ListPartitionReassignmentsApi implements Api {
    @Override
    public ApiKeys key() {
        return ApiKeys.LIST_PARTITION_REASSIGNMENTS;
    }

    @Override
    public void handle(Call call) {
        call.answer(new ListPartitionReassignmentsResponseData());
    }
}
