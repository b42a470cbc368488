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
 * and {@code ssl.endpoint.identification.algorithm}; stores are of type JKS, PKCS12 or PEM, the last also as text in
 * {@code ssl.truststore.certificates}, {@code ssl.keystore.certificate.chain} and {@code ssl.keystore.key}. What is not set is the JVM's.
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
        boolean trusts = trust != null || setting.apply("ssl.truststore.certificates") != null;
        boolean hasKey = keys != null || setting.apply("ssl.keystore.key") != null;
        if (!trusts && !hasKey && !anyHost) {
            return null;
        }
        try {
            String protocol = setting.apply("ssl.protocol");
            SSLContext context = SSLContext.getInstance(protocol == null ? "TLS" : protocol);
            context.init(hasKey ? keys(setting, keys) : null, trusts ? trust(setting, trust) : null, null);
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

    private static KeyManager[] keys(Function<String, @Nullable String> setting, @Nullable String location)
            throws GeneralSecurityException {
        String password = setting.apply("ssl.keystore.password");
        String own = setting.apply("ssl.key.password");
        String used = own == null ? password : own;
        String type = setting.apply("ssl.keystore.type");
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store;
        if (isPem(type)) {
            String name = location == null ? "ssl.keystore.key" : "ssl.keystore.location";
            String key = location == null ? text(setting, name) : file(name, location);
            String chain = location == null ? text(setting, "ssl.keystore.certificate.chain") : key;
            store = PemStore.holding(name, key, chain, used);
        } else {
            store = store("ssl.keystore.location", location, type, password);
        }
        factory.init(store, chars(used));
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(Function<String, @Nullable String> setting, @Nullable String location)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        String type = setting.apply("ssl.truststore.type");
        if (isPem(type)) {
            String name = location == null ? "ssl.truststore.certificates" : "ssl.truststore.location";
            factory.init(PemStore.trusting(name, location == null ? text(setting, name) : file(name, location)));
        } else {
            factory.init(store("ssl.truststore.location", location, type, setting.apply("ssl.truststore.password")));
        }
        return factory.getTrustManagers();
    }

    private static boolean isPem(@Nullable String type) {
        return type != null && type.strip().equalsIgnoreCase("PEM");
    }

    private static String text(Function<String, @Nullable String> setting, String name) {
        String value = setting.apply(name);
        if (value == null) {
            throw new IllegalArgumentException("Missing setting schema.registry." + name + ", as the type is PEM");
        }
        return value;
    }

    private static String file(String name, String location) {
        try {
            return Files.readString(Path.of(location));
        } catch (IOException e) {
            throw unreadable(name, location, e);
        }
    }

    private static KeyStore store(
            String name, @Nullable String location, @Nullable String type, @Nullable String password)
            throws GeneralSecurityException {
        if (location == null) {
            throw new IllegalArgumentException(
                    "Missing setting schema.registry." + name + ": only a store of type PEM is given as text");
        }
        KeyStore store = KeyStore.getInstance(type == null ? "JKS" : type.strip());
        try (InputStream in = Files.newInputStream(Path.of(location))) {
            store.load(in, password == null ? null : password.toCharArray());
            return store;
        } catch (IOException e) {
            throw unreadable(name, location, e);
        }
    }

    private static IllegalArgumentException unreadable(String name, String location, IOException e) {
        return new IllegalArgumentException(
                "schema.registry." + name + ": " + location + " cannot be read: " + e.getMessage(), e);
    }

    private static char[] chars(@Nullable String password) {
        return password == null ? new char[0] : password.toCharArray();
    }
}
