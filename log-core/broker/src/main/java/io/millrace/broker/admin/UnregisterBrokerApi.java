package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Node;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** UnregisterBroker: the only node is here and stays; others are not known. */
final class UnregisterBrokerApi implements Api {
    private final Node node;

    UnregisterBrokerApi(Node node) {
        this.node = node;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.UNREGISTER_BROKER;
    }

    @Override
    public void handle(Call call) {
        int asked = call.body(UnregisterBrokerRequestData.class).brokerId();
        boolean self = asked == node.id();
        call.answer(new UnregisterBrokerResponseData()
                .setErrorCode((self ? Errors.INVALID_REQUEST : Errors.BROKER_ID_NOT_REGISTERED).code())
                .setErrorMessage(
                        self
                                ? "node " + asked + " answers this request, and is the only one"
                                : "there is no node " + asked));
    }
}
