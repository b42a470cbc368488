package io.millrace.client.call;

import io.millrace.base.Endpoint;
import io.millrace.base.Transport.Connection;
import io.millrace.base.Transport.Disconnected;
import io.millrace.client.secure.Login;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The way to one node for one purpose: a connection that is made when needed and made again, with back-off, when it broke;
 * calls wait for it, in order. Each new connection learns the node's versions first, and logs in where there is a login:
 * again when the session that the node gave nears its end, while new calls wait. A call without a response in time
 * drops the connection, since the answers behind it cannot come either. <i>Loop-owned.</i>
 *
 * <pre>
 * IDLE --call--> CONNECTING --versions, login--> READY --session ends--> CONNECTING, over the same connection
 * CONNECTING, READY --closed--> IDLE (calls fail with Disconnected)
 * IDLE --call, too soon after a failure--> PAUSING --time--> CONNECTING;  any --close--> CLOSED
 * </pre>
 */
public final class Channel {
    /** More calls than any user of a channel lets wait. */
    private static final int MAX_WAITING = 4096;

    private static final String SOFTWARE = "millrace";
    private static final String SOFTWARE_VERSION = "1";

    private final CallContext context;
    private final Endpoint endpoint;
    private final Backoff backoff;
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final ArrayDeque<Pending> inFlight = new ArrayDeque<>();
    private State state = State.IDLE;
    private @Nullable Connection<Request, Response> connection;
    private @Nullable Versions versions;
    private long connectNotBeforeNanos;
    private boolean sessionEnds;
    private long loginAgainNanos;
    /** Watches the earliest deadline, so that a call costs no timer of its own. */
    private final Alarm watch;

    Channel(CallContext context, Endpoint endpoint) {
        this.context = context;
        this.endpoint = endpoint;
        this.backoff = new Backoff(context.config().reconnectBackoff(), context.rng());
        this.watch = new Alarm(context.loop(), this::expire);
        this.connectNotBeforeNanos = context.nanos();
    }

    /** Where it leads. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Makes a call in the newest version that both sides speak; the receiver closes the response. */
    public void call(ApiKeys api, int timeoutMs, Body body, Answer<Response> answer) {
        call(api, Short.MAX_VALUE, timeoutMs, body, answer);
    }

    /** As above, in a version that is at most the given one. */
    public void call(ApiKeys api, short maxVersion, int timeoutMs, Body body, Answer<Response> answer) {
        if (state == State.CLOSED || waiting.size() >= MAX_WAITING) {
            context.fail(
                    answer,
                    new Disconnected(endpoint + ": " + (state == State.CLOSED ? "closed" : "too many calls wait")));
            return;
        }
        Pending pending = new Pending(api, maxVersion, body, answer, context.nanos() + timeoutMs * 1_000_000L);
        watch.at(pending.deadlineNanos);
        if (state == State.READY && !(sessionEnds && loginAgain())) {
            transmit(pending);
            return;
        }
        waiting.add(pending);
        if (state == State.IDLE) {
            connect();
        }
    }

    /** The level at which the cluster runs a feature, as the connection's node told it; 0 when it has none. */
    public int level(String feature) {
        Versions spoken = versions;
        return spoken == null ? 0 : spoken.level(feature);
    }

    /** Fails what waits, and takes no more. */
    public void close() {
        state = State.CLOSED;
        watch.cancel();
        if (connection != null) {
            connection.close();
        }
        failWaiting(new Disconnected(endpoint + ": closed"));
    }

    private void connect() {
        long pauseNanos = connectNotBeforeNanos - context.nanos();
        if (pauseNanos > 0) {
            state = State.PAUSING;
            context.loop().schedule((pauseNanos + 999_999) / 1_000_000, () -> {
                if (state == State.PAUSING) {
                    open();
                }
            });
            return;
        }
        open();
    }

    private void open() {
        if (waiting.isEmpty()) {
            state = State.IDLE;
            return;
        }
        state = State.CONNECTING;
        Opening opening = new Opening();
        Connection<Request, Response> fresh = context.transport().connect(endpoint, context.loop(), opening::closed);
        opening.connection = fresh;
        connection = fresh;
        askVersions(fresh, (short) 3);
    }

    private void askVersions(Connection<Request, Response> fresh, short version) {
        ApiVersionsRequestData body =
                new ApiVersionsRequestData().setClientSoftwareName(SOFTWARE).setClientSoftwareVersion(SOFTWARE_VERSION);
        fresh.send(request(ApiKeys.API_VERSIONS, version, body), (response, failure) -> {
            if (response == null) {
                closed(fresh, failure);
                return;
            }
            try (response) {
                if (connection == fresh) {
                    negotiated(fresh, version, response.as(ApiVersionsResponseData.class));
                }
            }
        });
    }

    private void negotiated(Connection<Request, Response> fresh, short version, ApiVersionsResponseData answer) {
        if (answer.errorCode() == Errors.UNSUPPORTED_VERSION.code() && version > 0) {
            askVersions(fresh, (short) 0);
            return;
        }
        if (answer.errorCode() != Errors.NONE.code()) {
            fresh.close();
            return;
        }
        Versions spoken = new Versions(answer.apiKeys(), answer.finalizedFeatures());
        versions = spoken;
        // Within this process nobody has to say who he is.
        if (context.login() == null || endpoint.inProcess()) {
            ready();
        } else {
            login(context.login(), fresh, spoken);
        }
    }

    private void login(Login login, Connection<Request, Response> over, Versions spoken) {
        Authentication.begin(context, login, endpoint, over, spoken, (sessionMs, failure) -> {
            if (connection != over || state == State.CLOSED) {
                return;
            }
            if (sessionMs == null) {
                closed(over, failure);
                return;
            }
            sessionEnds = sessionMs > 0;
            // Not all at the same time, and well before the node counts it as over.
            loginAgainNanos =
                    context.nanos() + sessionMs * (850_000L + context.rng().nextInt(100_000));
            ready();
        });
    }

    /** Whether a new login has begun, for which calls must wait. */
    private boolean loginAgain() {
        Login login = context.login();
        Connection<Request, Response> over = connection;
        Versions spoken = versions;
        if (loginAgainNanos - context.nanos() > 0 || login == null || over == null || spoken == null) {
            return false;
        }
        state = State.CONNECTING;
        login(login, over, spoken);
        return true;
    }

    private void ready() {
        state = State.READY;
        backoff.reset();
        while (state == State.READY && !waiting.isEmpty()) {
            transmit(waiting.remove());
        }
    }

    private void transmit(Pending pending) {
        Connection<Request, Response> to = connection;
        Versions spoken = versions;
        if (to == null || spoken == null) {
            throw new IllegalStateException("a channel that is ready has a connection");
        }
        ApiMessage body;
        short version;
        try {
            version = spoken.newest(pending.api, pending.maxVersion);
            body = pending.body.in(version);
        } catch (UnsupportedVersionException e) {
            context.fail(pending.answer, e);
            return;
        }
        inFlight.add(pending);
        to.send(request(pending.api, version, body), (response, failure) -> {
            remove(pending);
            pending.answer.done(response, failure);
        });
    }

    private void remove(Pending pending) {
        // Answers come in the order of sending.
        if (inFlight.peek() == pending) {
            inFlight.remove();
        } else {
            inFlight.remove(pending);
        }
    }

    private Request request(ApiKeys api, short version, ApiMessage body) {
        return new Request(api, version, context.config().clientId(), body);
    }

    private void closed(@Nullable Connection<Request, Response> gone, @Nullable Throwable cause) {
        if (gone == null || connection != gone || state == State.CLOSED) {
            return;
        }
        connection = null;
        versions = null;
        sessionEnds = false;
        state = State.IDLE;
        connectNotBeforeNanos = context.nanos() + backoff.nextMs() * 1_000_000L;
        // A connection that never answered must still be let go.
        gone.close();
        failWaiting(lost(cause));
    }

    /** A login that was refused stays refused; anything else may go better next time. */
    private Throwable lost(@Nullable Throwable cause) {
        if (cause instanceof ApiException && !Failures.passes(cause)) {
            return cause;
        }
        return cause instanceof Disconnected ? cause : new Disconnected(endpoint + ": connection lost", cause);
    }

    private void failWaiting(Throwable failure) {
        for (Pending pending = waiting.poll(); pending != null; pending = waiting.poll()) {
            context.fail(pending.answer, failure);
        }
    }

    private void expire() {
        if (state == State.CLOSED) {
            return;
        }
        long now = context.nanos();
        List<Pending> late = new ArrayList<>(waiting);
        late.removeIf(pending -> pending.deadlineNanos - now > 0);
        waiting.removeAll(late);
        boolean stuck = inFlight.stream().anyMatch(pending -> pending.deadlineNanos - now <= 0);
        Connection<Request, Response> current = connection;
        if (current != null && (stuck || state == State.CONNECTING && !late.isEmpty())) {
            current.close();
            closed(current, null);
        }
        late.forEach(pending -> context.fail(pending.answer, new Disconnected(endpoint + ": no answer in time")));
        watchRest();
    }

    private void watchRest() {
        waiting.forEach(pending -> watch.at(pending.deadlineNanos));
        if (connection != null) {
            inFlight.forEach(pending -> watch.at(pending.deadlineNanos));
        }
    }

    /** Builds the body for the version that was found. */
    @FunctionalInterface
    public interface Body {
        /** In that version. */
        ApiMessage in(short version);
    }

    private enum State {
        IDLE,
        PAUSING,
        CONNECTING,
        READY,
        CLOSED
    }

    private final class Opening {
        private @Nullable Connection<Request, Response> connection;

        void closed() {
            Channel.this.closed(connection, null);
        }
    }

    private record Pending(ApiKeys api, short maxVersion, Body body, Answer<Response> answer, long deadlineNanos) {}
}
