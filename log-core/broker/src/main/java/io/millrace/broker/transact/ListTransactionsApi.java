package io.millrace.broker.transact;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.base.Clock;
import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Join;
import io.millrace.coordinator.transaction.TransactionDescription;
import io.millrace.coordinator.transaction.TransactionState;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** ListTransactions: the transactional ids that pass the filters. */
final class ListTransactionsApi implements Api {
    private static final Set<String> STATES = Arrays.stream(TransactionState.values())
            .map(TransactionState::label)
            .collect(Collectors.toSet());

    private final TransactionHosts transactions;
    private final Clock clock;

    ListTransactionsApi(TransactionHosts transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.LIST_TRANSACTIONS;
    }

    @Override
    public void handle(Call call) {
        ListTransactionsRequestData request = call.body(ListTransactionsRequestData.class);
        ListTransactionsResponseData response = new ListTransactionsResponseData();
        request.stateFilters().stream()
                .filter(state -> !STATES.contains(state))
                .forEach(response.unknownStateFilters()::add);
        String text = request.transactionalIdPattern();
        Pattern pattern;
        try {
            pattern = text == null || text.isEmpty() ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            call.answer(response.setErrorCode(Errors.INVALID_REGULAR_EXPRESSION.code()));
            return;
        }
        long nowMs = clock.wallMs();
        ConcurrentLinkedQueue<TransactionDescription> found = new ConcurrentLinkedQueue<>();
        Join join = new Join(() -> {
            found.stream()
                    .filter(each -> passes(each, request, pattern, nowMs))
                    .sorted(java.util.Comparator.comparing(TransactionDescription::transactionalId))
                    .forEach(each -> response.transactionStates()
                            .add(new ListTransactionsResponseData.TransactionState()
                                    .setTransactionalId(each.transactionalId())
                                    .setProducerId(each.producerId())
                                    .setTransactionState(each.state().label())));
            call.answer(response);
        });
        for (int left = transactions.count(); left > 0; left--) {
            join.begin();
        }
        transactions.onEach((coordinator, monotonic, wallMs) -> coordinator.list(outcome -> {
            if (outcome.error() == Errors.NONE) {
                found.addAll(outcome.value());
            } else {
                response.setErrorCode(outcome.error().code());
            }
            join.done();
        }));
        join.done();
    }

    private static boolean passes(
            TransactionDescription each, ListTransactionsRequestData request, @Nullable Pattern pattern, long nowMs) {
        List<String> states = request.stateFilters();
        List<Long> ids = request.producerIdFilters();
        long duration = request.durationFilter();
        boolean longEnough =
                duration < 0 || (each.startTimestampMs() >= 0 && nowMs - each.startTimestampMs() > duration);
        return (states.isEmpty() || states.contains(each.state().label()))
                && (ids.isEmpty() || ids.contains(each.producerId()))
                && longEnough
                && (pattern == null || pattern.matches(each.transactionalId()));
    }
}
