package io.millrace.client.secure;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/** An authority that issues certificates, made of a few lines of DER. */
public final class Certificates {
    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final byte[] ECDSA_WITH_SHA256 = sequence(hex("06082a8648ce3d040302"));

    private final String name;
    private final KeyPair keys;
    private final Certificate certificate;

    /** A key and its certificate, signed by the authority. */
    public record Issued(PrivateKey key, Certificate certificate) {
        /** As a key store with that password. */
        public Path keyStore(Path file, String type, String password) throws Exception {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            store.setKeyEntry("key", key, password.toCharArray(), new Certificate[] {certificate});
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, password.toCharArray());
            }
            return file;
        }

        /** The key as PEM. */
        public String keyPem() {
            return pem("PRIVATE KEY", key);
        }

        /** The certificate as PEM. */
        public String certificatePem() throws Exception {
            return pem("CERTIFICATE", certificate.getEncoded());
        }
    }

    /** A new authority of that name. */
    public Certificates(String name) throws Exception {
        this.name = name;
        this.keys = newKeys();
        // basicConstraints, critical: an authority.
        byte[] extensions = sequence(sequence(hex("0603551d13"), hex("0101ff"), octets(sequence(hex("0101ff")))));
        Instant now = Instant.now();
        certificate = sign(name, keys, now.minusSeconds(86_400 * 30), now.plusSeconds(86_400), extensions);
    }

    /** For that host name, at present. */
    public Issued issue(String host) throws Exception {
        return issue(host, Instant.now().plusSeconds(86_400));
    }

    /** For that host name, until then. */
    public Issued issue(String host, Instant until) throws Exception {
        KeyPair made = newKeys();
        byte[] names = sequence(tagged(0x82, host.getBytes(StandardCharsets.US_ASCII)));
        byte[] extensions = sequence(sequence(hex("0603551d11"), octets(names)));
        Certificate signed = sign(host, made, Instant.now().minusSeconds(86_400 * 20), until, extensions);
        return new Issued(made.getPrivate(), signed);
    }

    /** The authority as a trust store. */
    public Path trustStore(Path file, String type, String password) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setCertificateEntry("authority", certificate);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    /** The authority as PEM. */
    public String pem() throws Exception {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private Certificate sign(String subject, KeyPair its, Instant from, Instant until, byte[] extensions)
            throws Exception {
        byte[] body = sequence(
                tagged(0xa0, hex("020102")),
                tagged(0x02, BigInteger.valueOf(SERIAL.getAndIncrement()).toByteArray()),
                ECDSA_WITH_SHA256,
                commonName(name),
                sequence(time(from), time(until)),
                commonName(subject),
                its.getPublic().getEncoded(),
                tagged(0xa3, extensions));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(body);
        byte[] signed = signature.sign();
        byte[] bits = new byte[signed.length + 1];
        System.arraycopy(signed, 0, bits, 1, signed.length);
        byte[] whole = sequence(body, ECDSA_WITH_SHA256, tagged(0x03, bits));
        return CertificateFactory.getInstance("X.509").generateCertificate(new java.io.ByteArrayInputStream(whole));
    }

    private static KeyPair newKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] commonName(String name) {
        byte[] text = tagged(0x0c, name.getBytes(StandardCharsets.UTF_8));
        return sequence(tagged(0x31, sequence(hex("0603550403"), text)));
    }

    private static byte[] time(Instant at) {
        String text = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(at);
        return tagged(0x18, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] octets(byte[] content) {
        return tagged(0x04, content);
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int size = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (size < 128) {
            out.write(size);
        } else if (size < 256) {
            out.write(0x81);
            out.write(size);
        } else {
            out.write(0x82);
            out.write(size >> 8);
            out.write(size);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] hex(String text) {
        return java.util.HexFormat.of().parseHex(text);
    }

    private static String pem(String what, Key key) {
        return pem(what, key.getEncoded());
    }

    private static String pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }
}
