package io.millrace.broker.api;

import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.coordinator.group.GroupClient;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** JoinGroup: a member joins its group, or joins anew; answered when the next generation begins. */
public final class JoinGroupApi implements Api {
    private static final short FIRST_WITHOUT_A_PROTOCOL = 7;

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
                        answer -> call.answer(of(answer, call.version()))));
    }

    /** Newer clients are told of no protocol where there is none, older ones of one without a name. */
    private static JoinGroupResponseData of(JoinGroupResponseData answer, short version) {
        boolean none = answer.errorCode() != Errors.NONE.code() && version >= FIRST_WITHOUT_A_PROTOCOL;
        return none ? answer.setProtocolName(null) : answer;
    }
}
