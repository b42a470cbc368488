package io.millrace.broker.transact;

import io.millrace.base.Endpoint;
import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Node;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** FindCoordinator: for groups and transactions it is this node; share groups have none. */
final class FindCoordinatorApi implements Api {
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;
    private static final int MANY_SINCE = 4;

    private final Node node;
    private final TransactionHosts transactions;

    /** Names that node. */
    FindCoordinatorApi(Node node, TransactionHosts transactions) {
        this.node = node;
        this.transactions = transactions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.FIND_COORDINATOR;
    }

    @Override
    public void handle(Call call) {
        FindCoordinatorRequestData request = call.body(FindCoordinatorRequestData.class);
        if (request.keyType() == TRANSACTION) {
            // Named when it is there, so that the first transaction need not ask again.
            transactions.ensure(error -> answer(call, request, error));
        } else {
            answer(call, request, Errors.NONE);
        }
    }

    private void answer(Call call, FindCoordinatorRequestData request, Errors error) {
        FindCoordinatorResponseData response = new FindCoordinatorResponseData();
        if (call.version() >= MANY_SINCE) {
            for (String key : request.coordinatorKeys()) {
                response.coordinators().add(find(key, request.keyType(), error, call.listener()));
            }
        } else {
            Coordinator found = find(request.key(), request.keyType(), error, call.listener());
            response.setErrorCode(found.errorCode())
                    .setErrorMessage(found.errorMessage())
                    .setNodeId(found.nodeId())
                    .setHost(found.host())
                    .setPort(found.port());
        }
        call.answer(response);
    }

    private Coordinator find(String key, byte type, Errors error, Endpoint listener) {
        boolean here = type == GROUP || type == TRANSACTION;
        if (here && error == Errors.NONE) {
            return new Coordinator()
                    .setKey(key)
                    .setNodeId(node.id())
                    .setHost(listener.host())
                    .setPort(listener.port());
        }
        // Not COORDINATOR_NOT_AVAILABLE where there is none: a client would ask for it until its time is up.
        return new Coordinator()
                .setKey(key)
                .setNodeId(-1)
                .setHost("")
                .setPort(-1)
                .setErrorCode(here ? error.code() : Errors.INVALID_REQUEST.code())
                .setErrorMessage(here ? error.message() : "this node has no coordinators of type " + type);
    }
}
