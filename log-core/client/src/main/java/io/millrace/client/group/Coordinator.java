package io.millrace.client.group;

import io.millrace.base.Endpoint;
import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channel;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Failures;
import io.millrace.client.metadata.Metadata;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The node that keeps one group, or the transactions of one id: found when needed, and again when it has moved. <i>Loop-owned.</i> */
public final class Coordinator {
    private static final byte GROUP = 0;
    private static final byte TRANSACTIONS = 1;

    private final CallContext context;
    private final Metadata metadata;
    private final Channels channels;
    private final String groupId;
    private final byte keyType;
    private final List<Answer<Endpoint>> finders = new ArrayList<>();
    private @Nullable Endpoint endpoint;

    /** Not found yet. */
    public Coordinator(CallContext context, Metadata metadata, Channels channels, String groupId) {
        this(context, metadata, channels, groupId, GROUP);
    }

    private Coordinator(CallContext context, Metadata metadata, Channels channels, String key, byte keyType) {
        this.context = context;
        this.metadata = metadata;
        this.channels = channels;
        this.groupId = key;
        this.keyType = keyType;
    }

    /** The one that keeps the transactions of that transactional id, not found yet. */
    public static Coordinator ofTransactions(
            CallContext context, Metadata metadata, Channels channels, String transactionalId) {
        return new Coordinator(context, metadata, channels, transactionalId, TRANSACTIONS);
    }

    /** The group, or the transactional id. */
    public String groupId() {
        return groupId;
    }

    /** What calls are made with. */
    public CallContext context() {
        return context;
    }

    /** Makes a call to the coordinator on the finder's own connections. */
    public void call(ApiKeys api, Channel.Body body, Answer<Response> answer) {
        call(channels, api, Short.MAX_VALUE, context.config().requestTimeoutMs(), body, answer);
    }

    /** As above, in a version that is at most the given one. */
    public void call(ApiKeys api, short maxVersion, Channel.Body body, Answer<Response> answer) {
        call(channels, api, maxVersion, context.config().requestTimeoutMs(), body, answer);
    }

    /** As above, on the given connections: those for calls that the coordinator keeps waiting. */
    public void call(Channels over, ApiKeys api, int timeoutMs, Channel.Body body, Answer<Response> answer) {
        call(over, api, Short.MAX_VALUE, timeoutMs, body, answer);
    }

    /** The level at which the cluster runs a feature, as the node told it that was called last; 0 when it has none. */
    public int level(String feature) {
        Endpoint known = endpoint;
        return known == null ? 0 : channels.to(known).level(feature);
    }

    private void call(
            Channels over, ApiKeys api, short maxVersion, int timeoutMs, Channel.Body body, Answer<Response> answer) {
        find((found, failure) -> {
            if (found == null) {
                answer.done(null, failure);
                return;
            }
            over.to(found).call(api, maxVersion, timeoutMs, body, (response, failed) -> {
                if (failed != null) {
                    check(failed);
                }
                answer.done(response, failed);
            });
        });
    }

    /** Forgets where it is when the failure says that it is elsewhere. */
    public void check(Throwable failure) {
        Errors error = Errors.forException(failure);
        if (!(failure instanceof ApiException)
                || error == Errors.NOT_COORDINATOR
                || error == Errors.COORDINATOR_NOT_AVAILABLE) {
            endpoint = null;
        }
    }

    private void find(Answer<Endpoint> answer) {
        Endpoint known = endpoint;
        if (known != null) {
            answer.done(known, null);
            return;
        }
        finders.add(answer);
        if (finders.size() > 1) {
            return;
        }
        channels.to(metadata.anyNode())
                .call(
                        ApiKeys.FIND_COORDINATOR,
                        context.config().requestTimeoutMs(),
                        version -> new FindCoordinatorRequestData()
                                .setKeyType(keyType)
                                .setCoordinatorKeys(List.of(groupId)),
                        this::found);
    }

    private void found(@Nullable Response response, @Nullable Throwable failure) {
        Throwable why = failure;
        if (response != null) {
            try (response) {
                FindCoordinatorResponseData body = response.as(FindCoordinatorResponseData.class);
                if (body.coordinators().isEmpty()) {
                    why = Errors.COORDINATOR_NOT_AVAILABLE.exception();
                } else {
                    FindCoordinatorResponseData.Coordinator told =
                            body.coordinators().get(0);
                    why = Failures.of(told.errorCode(), told.errorMessage());
                    endpoint = why == null ? new Endpoint(told.host(), told.port()) : null;
                }
            }
        }
        List<Answer<Endpoint>> waiting = List.copyOf(finders);
        finders.clear();
        for (Answer<Endpoint> each : waiting) {
            each.done(endpoint, endpoint == null ? why : null);
        }
    }
}
