package io.millrace.broker.api;

import io.millrace.base.Endpoint;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** FindCoordinator: for groups it is this node; transactions and share groups have none yet. */
public final class FindCoordinatorApi implements Api {
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;
    private static final int MANY_SINCE = 4;

    private final Node node;

    /** Names that node. */
    public FindCoordinatorApi(Node node) {
        this.node = node;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.FIND_COORDINATOR;
    }

    @Override
    public void handle(Call call) {
        FindCoordinatorRequestData request = call.body(FindCoordinatorRequestData.class);
        FindCoordinatorResponseData response = new FindCoordinatorResponseData();
        if (call.version() >= MANY_SINCE) {
            for (String key : request.coordinatorKeys()) {
                response.coordinators().add(find(key, request.keyType(), call.listener()));
            }
        } else {
            Coordinator found = find(request.key(), request.keyType(), call.listener());
            response.setErrorCode(found.errorCode())
                    .setErrorMessage(found.errorMessage())
                    .setNodeId(found.nodeId())
                    .setHost(found.host())
                    .setPort(found.port());
        }
        call.answer(response);
    }

    private Coordinator find(String key, byte type, Endpoint listener) {
        if (type == GROUP) {
            return new Coordinator()
                    .setKey(key)
                    .setNodeId(node.id())
                    .setHost(listener.host())
                    .setPort(listener.port());
        }
        // Not COORDINATOR_NOT_AVAILABLE: a client would ask for it until its time is up, and not say why.
        return new Coordinator()
                .setKey(key)
                .setNodeId(-1)
                .setHost("")
                .setPort(-1)
                .setErrorCode(Errors.INVALID_REQUEST.code())
                .setErrorMessage(
                        type == TRANSACTION
                                ? "this node has no transactions yet"
                                : "this node has no coordinators of type " + type);
    }
}
