package io.millrace.client.secure;

import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.jspecify.annotations.Nullable;

/** One exchange of challenges and answers. Computing an answer takes milliseconds. One thread at a time. */
public final class Exchange {
    private static final String SERVICE = "kafka";

    private final String mechanism;
    private final String host;
    private final Map<String, ?> values;
    private final CallbackHandler handler;
    private final Subject subject;
    private @Nullable SaslClient client;

    Exchange(String mechanism, String host, Map<String, ?> values, CallbackHandler handler, Subject subject) {
        this.mechanism = mechanism;
        this.host = host;
        this.values = values;
        this.handler = handler;
        this.subject = subject;
    }

    /** What to say first. */
    public byte[] first() {
        byte[] answer = as(() -> {
            SaslClient made = Sasl.createSaslClient(new String[] {mechanism}, null, SERVICE, host, values, handler);
            if (made == null) {
                throw new SaslException("no SASL client for " + mechanism);
            }
            client = made;
            return made.hasInitialResponse() ? made.evaluateChallenge(new byte[0]) : new byte[0];
        });
        return answer == null ? new byte[0] : answer;
    }

    /** What to say to that, or null when all is said and the node is who it must be. */
    public byte @Nullable [] next(byte[] challenge) {
        SaslClient with = client;
        if (with == null) {
            throw new IllegalStateException("an answer before the first word");
        }
        if (with.isComplete()) {
            return null;
        }
        byte[] answer = as(() -> with.evaluateChallenge(challenge));
        if (answer == null && !with.isComplete()) {
            throw new SaslAuthenticationException(mechanism + ": the exchange ended too early");
        }
        return answer;
    }

    /** Forgets the secrets. */
    public void close() {
        SaslClient with = client;
        client = null;
        if (with != null) {
            try {
                with.dispose();
            } catch (SaslException e) {
                // It is garbage now either way.
                client = null;
            }
        }
    }

    private byte @Nullable [] as(PrivilegedExceptionAction<byte @Nullable []> action) {
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            Exception why = e.getException();
            throw new SaslAuthenticationException(mechanism + " with " + host + ": " + why.getMessage(), why);
        }
    }
}
