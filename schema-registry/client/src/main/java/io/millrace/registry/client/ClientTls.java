package io.millrace.registry.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Locale;
import java.util.function.Function;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS by the settings {@code ssl.truststore.*}, {@code ssl.keystore.*}, {@code ssl.key.password}, {@code ssl.protocol}
 * and {@code ssl.endpoint.identification.algorithm}; stores are of type JKS or PKCS12. What is not set is the JVM's.
 * Passwords are never printed. Immutable.
 */
final class ClientTls {
    private final SSLSocketFactory sockets;
    private final boolean anyHost;

    private ClientTls(SSLSocketFactory sockets, boolean anyHost) {
        this.sockets = sockets;
        this.anyHost = anyHost;
    }

    /** Null where no setting asks for anything of its own. */
    static @Nullable ClientTls of(Function<String, @Nullable String> setting) {
        String trust = setting.apply("ssl.truststore.location");
        String keys = setting.apply("ssl.keystore.location");
        String algorithm = setting.apply("ssl.endpoint.identification.algorithm");
        boolean anyHost = algorithm != null
                && (algorithm.isBlank()
                        || algorithm.strip().toLowerCase(Locale.ROOT).equals("none"));
        if (trust == null && keys == null && !anyHost) {
            return null;
        }
        try {
            String protocol = setting.apply("ssl.protocol");
            SSLContext context = SSLContext.getInstance(protocol == null ? "TLS" : protocol);
            context.init(keys == null ? null : keys(setting, keys), trust == null ? null : trust(setting, trust), null);
            return new ClientTls(context.getSocketFactory(), anyHost);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the settings schema.registry.ssl.* cannot be used: " + e, e);
        }
    }

    void secure(HttpsURLConnection connection) {
        connection.setSSLSocketFactory(sockets);
        if (anyHost) {
            connection.setHostnameVerifier((host, session) -> true);
        }
    }

    private static KeyManager[] keys(Function<String, @Nullable String> setting, String location)
            throws GeneralSecurityException {
        String password = setting.apply("ssl.keystore.password");
        String own = setting.apply("ssl.key.password");
        String used = own == null ? password : own;
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(
                store("ssl.keystore.location", location, setting.apply("ssl.keystore.type"), password), chars(used));
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(Function<String, @Nullable String> setting, String location)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store(
                "ssl.truststore.location",
                location,
                setting.apply("ssl.truststore.type"),
                setting.apply("ssl.truststore.password")));
        return factory.getTrustManagers();
    }

    private static KeyStore store(String name, String location, @Nullable String type, @Nullable String password)
            throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(type == null ? "JKS" : type);
        try (InputStream in = Files.newInputStream(Path.of(location))) {
            store.load(in, password == null ? null : password.toCharArray());
            return store;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "schema.registry." + name + ": " + location + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static char[] chars(@Nullable String password) {
        return password == null ? new char[0] : password.toCharArray();
    }
}
