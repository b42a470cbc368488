package io.millrace.broker.transact;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.coordinate.ProducerIds;
import io.millrace.coordinator.transaction.Owner;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** EndTxn: commits or aborts; from version 5 on the answer has the epoch of the next transaction. */
final class EndTxnApi implements Api {
    private static final short BUMPS_SINCE = 5;

    private final ProducerIds ids;
    private final TransactionHosts transactions;

    EndTxnApi(ProducerIds ids, TransactionHosts transactions) {
        this.ids = ids;
        this.transactions = transactions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.END_TXN;
    }

    @Override
    public void handle(Call call) {
        EndTxnRequestData request = call.body(EndTxnRequestData.class);
        if (request.transactionalId().isEmpty()) {
            answer(call, Owner.refused(Errors.INVALID_REQUEST));
        } else {
            end(call, request, -1);
        }
    }

    private void end(Call call, EndTxnRequestData request, long freshId) {
        short clientVersion = (short) (call.version() >= BUMPS_SINCE ? 2 : 0);
        String id = request.transactionalId();
        boolean asked = transactions.on(
                id,
                (coordinator, nowMs, wallMs) -> coordinator.end(
                        id,
                        request.producerId(),
                        request.producerEpoch(),
                        request.committed(),
                        clientVersion,
                        freshId,
                        nowMs,
                        wallMs,
                        owner -> {
                            if (owner.needsId()) {
                                ids.next((error, fresh) -> {
                                    if (error == Errors.NONE) {
                                        end(call, request, fresh);
                                    } else {
                                        answer(call, Owner.refused(error));
                                    }
                                });
                            } else {
                                answer(call, owner);
                            }
                        }));
        if (!asked) {
            answer(call, Owner.refused(Errors.INVALID_PRODUCER_ID_MAPPING));
        }
    }

    private static void answer(Call call, Owner owner) {
        EndTxnResponseData response = new EndTxnResponseData()
                .setErrorCode(
                        TransactionApis.asOf(owner.error(), call.version()).code());
        if (call.version() >= BUMPS_SINCE) {
            response.setProducerId(owner.producerId()).setProducerEpoch(owner.epoch());
        }
        call.answer(response);
    }
}
