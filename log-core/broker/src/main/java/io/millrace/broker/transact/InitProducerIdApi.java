package io.millrace.broker.transact;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.coordinate.ProducerIds;
import io.millrace.coordinator.transaction.Owner;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** InitProducerId: an id for an idempotent producer, or the next owner of a transactional id. */
final class InitProducerIdApi implements Api {
    private static final short FENCES_SINCE = 4;
    private static final long NO_ID = -1;

    private final ProducerIds ids;
    private final TransactionHosts transactions;

    InitProducerIdApi(ProducerIds ids, TransactionHosts transactions) {
        this.ids = ids;
        this.transactions = transactions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.INIT_PRODUCER_ID;
    }

    @Override
    public void handle(Call call) {
        InitProducerIdRequestData request = call.body(InitProducerIdRequestData.class);
        String id = request.transactionalId();
        if (id == null) {
            ids.next((error, producerId) ->
                    call.answer(answer(error, producerId, (short) (error == Errors.NONE ? 0 : -1))));
        } else if (id.isEmpty() || (request.producerId() >= 0) != (request.producerEpoch() >= 0)) {
            call.answer(answer(Errors.INVALID_REQUEST, NO_ID, (short) -1));
        } else {
            transactions.ensure(error -> {
                if (error == Errors.NONE) {
                    init(call, request, id, NO_ID);
                } else {
                    call.answer(answer(error, NO_ID, (short) -1));
                }
            });
        }
    }

    private void init(Call call, InitProducerIdRequestData request, String id, long freshId) {
        transactions.on(
                id,
                (coordinator, nowMs, wallMs) -> coordinator.init(
                        id,
                        request.transactionTimeoutMs(),
                        request.producerId(),
                        request.producerEpoch(),
                        freshId,
                        wallMs,
                        owner -> {
                            if (owner.needsId()) {
                                ids.next((error, fresh) -> {
                                    if (error == Errors.NONE) {
                                        init(call, request, id, fresh);
                                    } else {
                                        call.answer(answer(error, NO_ID, (short) -1));
                                    }
                                });
                            } else {
                                call.answer(answer(owner, call.version()));
                            }
                        }));
    }

    private static InitProducerIdResponseData answer(Owner owner, short version) {
        boolean unknown = owner.error() == Errors.PRODUCER_FENCED && version < FENCES_SINCE;
        return answer(unknown ? Errors.INVALID_PRODUCER_EPOCH : owner.error(), owner.producerId(), owner.epoch());
    }

    private static InitProducerIdResponseData answer(Errors error, long producerId, short epoch) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(producerId)
                .setProducerEpoch(epoch);
    }
}
