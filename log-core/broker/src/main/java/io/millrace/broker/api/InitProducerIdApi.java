package io.millrace.broker.api;

import io.millrace.broker.coordinate.ProducerIds;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** InitProducerId: an id for an idempotent producer. Transactional ids are refused: there are no transactions yet. */
public final class InitProducerIdApi implements Api {
    private final ProducerIds ids;

    /** From those ids. */
    public InitProducerIdApi(ProducerIds ids) {
        this.ids = ids;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.INIT_PRODUCER_ID;
    }

    @Override
    public void handle(Call call) {
        InitProducerIdRequestData request = call.body(InitProducerIdRequestData.class);
        if (request.transactionalId() != null) {
            call.answer(refused(Errors.INVALID_REQUEST));
            return;
        }
        ids.next((error, id) -> call.answer(
                error == Errors.NONE
                        ? new InitProducerIdResponseData().setProducerId(id).setProducerEpoch((short) 0)
                        : refused(error)));
    }

    private static InitProducerIdResponseData refused(Errors error) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(-1)
                .setProducerEpoch((short) -1);
    }
}
