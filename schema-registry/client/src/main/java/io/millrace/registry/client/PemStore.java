package io.millrace.registry.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Stores of certificates and a PKCS #8 key in the text form of RFC 7468, as {@code ssl.truststore.type=PEM} has them. */
final class PemStore {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (ENCRYPTED )?PRIVATE KEY-----([^-]*)-----END (?:ENCRYPTED )?PRIVATE KEY-----");
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "DSA");

    private PemStore() {}

    /** Trusts each certificate of the text. */
    static KeyStore trusting(String name, String certificates) throws GeneralSecurityException {
        KeyStore store = empty();
        int at = 0;
        for (Certificate each : certificates(name, certificates)) {
            store.setCertificateEntry("trusted-" + at++, each);
        }
        return store;
    }

    /** The key of the one text and its certificates, the own one first, of the other; the password is that of the key. */
    static KeyStore holding(String name, String key, String chain, @Nullable String password)
            throws GeneralSecurityException {
        KeyStore store = empty();
        store.setKeyEntry(
                "key",
                key(name, key, password),
                password == null ? new char[0] : password.toCharArray(),
                certificates(name, chain).toArray(new Certificate[0]));
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException("a store in memory cannot be made", e);
        }
    }

    private static Collection<? extends Certificate> certificates(String name, String text)
            throws GeneralSecurityException {
        StringBuilder bare = new StringBuilder();
        Matcher each = CERTIFICATE.matcher(text);
        while (each.find()) {
            bare.append(each.group()).append('\n');
        }
        if (bare.length() == 0) {
            throw new IllegalArgumentException(
                    "schema.registry." + name + " holds no certificate: expected -----BEGIN CERTIFICATE-----");
        }
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(bare.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    private static PrivateKey key(String name, String text, @Nullable String password) throws GeneralSecurityException {
        Matcher found = KEY.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("schema.registry." + name
                    + " holds no key: expected -----BEGIN PRIVATE KEY----- or -----BEGIN ENCRYPTED PRIVATE KEY-----");
        }
        byte[] der = Base64.getMimeDecoder().decode(found.group(2));
        PKCS8EncodedKeySpec spec =
                found.group(1) == null ? new PKCS8EncodedKeySpec(der) : decrypted(name, der, password);
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another algorithm, or of none that is known: said below.
            }
        }
        throw new IllegalArgumentException(
                "schema.registry." + name + " holds a key of none of the kinds " + String.join(", ", ALGORITHMS));
    }

    private static PKCS8EncodedKeySpec decrypted(String name, byte[] der, @Nullable String password)
            throws GeneralSecurityException {
        if (password == null) {
            throw new IllegalArgumentException(
                    "schema.registry." + name + " holds an encrypted key: schema.registry.ssl.key.password is missing");
        }
        try {
            EncryptedPrivateKeyInfo sealed = new EncryptedPrivateKeyInfo(der);
            // PBES2 names what it is made of in its parameters only.
            String algorithm = sealed.getAlgName().equals("PBES2")
                    ? String.valueOf(sealed.getAlgParameters())
                    : sealed.getAlgName();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
                    sealed.getAlgParameters());
            return sealed.getKeySpec(cipher);
        } catch (IOException e) {
            throw new IllegalArgumentException("schema.registry." + name + " holds a key that cannot be read", e);
        }
    }
}
