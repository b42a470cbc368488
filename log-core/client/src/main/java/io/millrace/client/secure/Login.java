package io.millrace.client.secure;

import io.millrace.client.config.SecurityConfig;
import java.util.Map;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.authenticator.DefaultLogin;
import org.apache.kafka.common.security.authenticator.LoginManager;
import org.apache.kafka.common.security.authenticator.SaslClientCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerRefreshingLogin;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslClientCallbackHandler;
import org.apache.kafka.common.utils.Utils;

/**
 * Who the client is, by {@code sasl.*}: a login of Kafka's login modules, which renews itself where the module does, and
 * which clients of one configuration share. <i>Any thread.</i>
 */
public final class Login implements AutoCloseable {
    private final String mechanism;
    private final Map<String, Object> values;
    private final AuthenticateCallbackHandler handler;
    private final LoginManager manager;

    /**
     * Logs in, which for OAUTHBEARER asks the token's endpoint and waits for it.
     *
     * @throws KafkaException when there is no login
     * @throws IllegalArgumentException when {@code sasl.jaas.config} cannot be read, or names a module that is not allowed
     */
    public Login(SecurityConfig config) {
        mechanism = config.mechanism();
        values = config.values();
        JaasContext jaas = JaasContext.loadClientContext(values);
        handler = handler(jaas);
        try {
            manager = LoginManager.acquireLoginManager(
                    jaas, mechanism, isToken() ? OAuthBearerRefreshingLogin.class : DefaultLogin.class, values);
        } catch (LoginException e) {
            handler.close();
            throw new KafkaException("no login for sasl.mechanism=" + mechanism + ": " + e.getMessage(), e);
        } catch (NoClassDefFoundError e) {
            // Kafka reads tokens with Jackson, which it does not bring along.
            handler.close();
            throw new KafkaException("sasl.mechanism=" + mechanism + " needs a library: no class " + e.getMessage(), e);
        } catch (RuntimeException e) {
            handler.close();
            throw e;
        }
    }

    /** The mechanism, as the node lists it. */
    public String mechanism() {
        return mechanism;
    }

    /** The client's side of one exchange with that host. */
    public Exchange exchange(String host) {
        return new Exchange(mechanism, host, values, handler, manager.subject());
    }

    @Override
    public void close() {
        manager.release();
        handler.close();
    }

    private AuthenticateCallbackHandler handler(JaasContext jaas) {
        Object given = values.get(SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS);
        AuthenticateCallbackHandler made;
        if (given instanceof Class<?> type) {
            made = Utils.newInstance(type.asSubclass(AuthenticateCallbackHandler.class));
        } else {
            made = isToken() ? new OAuthBearerSaslClientCallbackHandler() : new SaslClientCallbackHandler();
        }
        made.configure(values, mechanism, jaas.configurationEntries());
        return made;
    }

    private boolean isToken() {
        return mechanism.equals(OAuthBearerLoginModule.OAUTHBEARER_MECHANISM);
    }
}
