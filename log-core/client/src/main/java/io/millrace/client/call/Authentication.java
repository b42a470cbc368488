package io.millrace.client.call;

import io.millrace.base.Endpoint;
import io.millrace.base.Transport.Connection;
import io.millrace.client.secure.Exchange;
import io.millrace.client.secure.Login;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One login by SASL over a connection that was just made, or whose session is about to end. It answers with the
 * milliseconds for which it holds, 0 for as long as the connection. What is computed is computed off the loop.
 * <i>Loop-owned.</i>
 *
 * <pre>BEGUN --mechanism taken--> EXCHANGING --challenge--> EXCHANGING --nothing left to say--> DONE</pre>
 */
final class Authentication {
    private final CallContext context;
    private final Login login;
    private final Connection<Request, Response> connection;
    private final Versions versions;
    private final Exchange exchange;
    private final Answer<Long> answer;

    private Authentication(
            CallContext context,
            Login login,
            Endpoint endpoint,
            Connection<Request, Response> connection,
            Versions versions,
            Answer<Long> answer) {
        this.context = context;
        this.login = login;
        this.connection = connection;
        this.versions = versions;
        this.exchange = login.exchange(endpoint.host());
        this.answer = answer;
    }

    /** Begins; the node takes nothing but this until it is answered. */
    static void begin(
            CallContext context,
            Login login,
            Endpoint endpoint,
            Connection<Request, Response> connection,
            Versions versions,
            Answer<Long> answer) {
        Authentication made = new Authentication(context, login, endpoint, connection, versions, answer);
        made.ask(
                ApiKeys.SASL_HANDSHAKE,
                new SaslHandshakeRequestData().setMechanism(login.mechanism()),
                response -> made.mechanismTaken(response.as(SaslHandshakeResponseData.class)));
    }

    private void mechanismTaken(SaslHandshakeResponseData response) {
        Errors error = Errors.forCode(response.errorCode());
        if (error == Errors.UNSUPPORTED_SASL_MECHANISM) {
            end(
                    null,
                    new UnsupportedSaslMechanismException("the node does not take SASL mechanism " + login.mechanism()
                            + ", it takes " + response.mechanisms()));
        } else if (error != Errors.NONE) {
            end(null, error.exception());
        } else {
            compute(exchange::first, 0);
        }
    }

    private void compute(Supplier<byte @Nullable []> next, long sessionMs) {
        CompletableFuture.supplyAsync(next)
                .whenComplete((token, failure) -> context.loop().execute(() -> {
                    if (failure != null) {
                        end(null, failure instanceof CompletionException ? failure.getCause() : failure);
                    } else if (token == null) {
                        end(sessionMs, null);
                    } else {
                        say(token);
                    }
                }));
    }

    private void say(byte[] token) {
        ask(
                ApiKeys.SASL_AUTHENTICATE,
                new SaslAuthenticateRequestData().setAuthBytes(token),
                response -> heard(response.as(SaslAuthenticateResponseData.class)));
    }

    private void heard(SaslAuthenticateResponseData response) {
        if (response.errorCode() != Errors.NONE.code()) {
            end(null, Failures.of(response.errorCode(), response.errorMessage()));
            return;
        }
        byte[] challenge = response.authBytes();
        compute(() -> exchange.next(challenge), response.sessionLifetimeMs());
    }

    private void ask(ApiKeys api, ApiMessage body, Consumer<Response> then) {
        short version;
        try {
            version = versions.newest(api, Short.MAX_VALUE);
        } catch (UnsupportedVersionException e) {
            end(null, new IllegalSaslStateException("the node takes no login here: " + e.getMessage(), e));
            return;
        }
        Request request = new Request(api, version, context.config().clientId(), body);
        connection.send(request, (response, failure) -> {
            if (response == null) {
                end(null, failure);
                return;
            }
            try (response) {
                then.accept(response);
            }
        });
    }

    private void end(@Nullable Long sessionMs, @Nullable Throwable failure) {
        exchange.close();
        answer.done(sessionMs, failure);
    }
}
