package io.millrace.client.secure;

import io.millrace.wire.message.Codec;
import io.millrace.wire.message.Frame;
import io.millrace.wire.message.Request;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslServer;
import org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler;
import org.apache.kafka.common.security.plain.PlainAuthenticateCallback;
import org.apache.kafka.common.security.plain.internals.PlainSaslServer;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.apache.kafka.common.security.scram.internals.ScramSaslServer;

/** A node that wants TLS, a login, or both, and answers with the topics that it is asked for. */
final class SecureNode implements AutoCloseable {
    final List<ApiKeys> asked = new CopyOnWriteArrayList<>();
    final List<String> violations = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger logins = new AtomicInteger();

    private final ServerSocket server;
    private final List<String> mechanisms;
    private final long sessionMs;
    private final Map<Socket, Boolean> open = new ConcurrentHashMap<>();

    /** Without TLS when there is no context; without a login when there are no mechanisms; sessions end when that is not 0. */
    SecureNode(SSLContext tls, boolean asksForCertificate, List<String> mechanisms, long sessionMs) throws IOException {
        this.mechanisms = mechanisms;
        this.sessionMs = sessionMs;
        InetAddress local = InetAddress.getByName("127.0.0.1");
        server = tls == null
                ? new ServerSocket(0, 50, local)
                : tls.getServerSocketFactory().createServerSocket(0, 50, local);
        if (server instanceof SSLServerSocket secured) {
            secured.setNeedClientAuth(asksForCertificate);
        }
        start(this::accept);
    }

    String address() {
        return "localhost:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : open.keySet()) {
            each.close();
        }
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "secure-node");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.put(socket, true);
                connections.incrementAndGet();
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Conversation(socket).run();
        } catch (IOException e) {
            // The client went, or was sent away.
            open.remove(socket);
        } catch (Exception e) {
            violations.add(String.valueOf(e));
        }
    }

    private final class Conversation {
        private final DataInputStream in;
        private final OutputStream out;
        private boolean loggedIn = mechanisms.isEmpty();
        private String mechanism = "";
        private SaslServer exchange;
        private long endsNanos;

        private Conversation(Socket socket) throws IOException {
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        private void run() throws Exception {
            while (true) {
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                Codec.Decoded decoded = Codec.decodeRequest(ByteBuffer.wrap(bytes));
                Request request = decoded.request();
                asked.add(request.api());
                ApiMessage answer = answer(request);
                Frame frame = Codec.encodeResponse(request.api(), request.version(), decoded.correlationId(), answer);
                for (ByteBuffer part : frame.buffers()) {
                    byte[] piece = new byte[part.remaining()];
                    part.duplicate().get(piece);
                    out.write(piece);
                }
                out.flush();
            }
        }

        private ApiMessage answer(Request request) throws Exception {
            return switch (request.api()) {
                case API_VERSIONS -> versions();
                case SASL_HANDSHAKE -> handshake((SaslHandshakeRequestData) request.body());
                case SASL_AUTHENTICATE -> authenticate((SaslAuthenticateRequestData) request.body());
                default -> {
                    if (!loggedIn) {
                        violations.add(request.api() + " before the login");
                    } else if (endsNanos != 0 && System.nanoTime() - endsNanos > 0) {
                        violations.add(request.api() + " after the session");
                    }
                    yield metadata((MetadataRequestData) request.body());
                }
            };
        }

        private ApiMessage versions() {
            ApiVersionsResponseData answer = new ApiVersionsResponseData();
            for (ApiKeys api : List.of(
                    ApiKeys.API_VERSIONS, ApiKeys.METADATA, ApiKeys.SASL_HANDSHAKE, ApiKeys.SASL_AUTHENTICATE)) {
                answer.apiKeys()
                        .add(new ApiVersion()
                                .setApiKey(api.id)
                                .setMinVersion((short) 0)
                                .setMaxVersion(api == ApiKeys.METADATA ? (short) 9 : api.latestVersion()));
            }
            return answer;
        }

        private ApiMessage handshake(SaslHandshakeRequestData asks) throws Exception {
            mechanism = asks.mechanism();
            SaslHandshakeResponseData answer = new SaslHandshakeResponseData().setMechanisms(mechanisms);
            if (!mechanisms.contains(mechanism)) {
                return answer.setErrorCode(Errors.UNSUPPORTED_SASL_MECHANISM.code());
            }
            exchange = exchange();
            return answer;
        }

        private ApiMessage authenticate(SaslAuthenticateRequestData asks) {
            SaslAuthenticateResponseData answer = new SaslAuthenticateResponseData();
            try {
                byte[] challenge = exchange.evaluateResponse(asks.authBytes());
                if (exchange.isComplete()) {
                    loggedIn = true;
                    logins.incrementAndGet();
                    endsNanos = sessionMs == 0 ? 0 : System.nanoTime() + sessionMs * 1_000_000;
                    answer.setSessionLifetimeMs(sessionMs);
                }
                return answer.setAuthBytes(challenge == null ? new byte[0] : challenge);
            } catch (SaslException | SaslAuthenticationException e) {
                return answer.setErrorCode(Errors.SASL_AUTHENTICATION_FAILED.code())
                        .setErrorMessage("Authentication failed: who are you?");
            }
        }

        private SaslServer exchange() throws Exception {
            if (mechanism.equals("PLAIN")) {
                return new PlainSaslServer(passwords());
            }
            if (ScramMechanism.isScram(mechanism)) {
                return new ScramSaslServer(ScramMechanism.forMechanismName(mechanism), Map.of(), passwords());
            }
            OAuthBearerUnsecuredValidatorCallbackHandler tokens = new OAuthBearerUnsecuredValidatorCallbackHandler();
            tokens.configure(
                    Map.of(),
                    mechanism,
                    List.of(new AppConfigurationEntry(
                            OAuthBearerLoginModule.class.getName(),
                            LoginModuleControlFlag.REQUIRED,
                            Map.of("unsecuredValidatorRequiredScope", "log"))));
            return new OAuthBearerSaslServer(tokens);
        }

        private CallbackHandler passwords() {
            return callbacks -> {
                String user = "";
                for (Callback each : callbacks) {
                    if (each instanceof NameCallback name) {
                        user = name.getDefaultName();
                    } else if (each instanceof PlainAuthenticateCallback plain) {
                        plain.authenticated(user.equals("alice") && new String(plain.password()).equals("wonder"));
                    } else if (each instanceof ScramCredentialCallback scram && user.equals("alice")) {
                        try {
                            scram.scramCredential(new ScramFormatter(ScramMechanism.forMechanismName(mechanism))
                                    .generateCredential("wonder", 4096));
                        } catch (java.security.GeneralSecurityException e) {
                            throw new IOException(e);
                        }
                    }
                }
            };
        }

        private ApiMessage metadata(MetadataRequestData asks) {
            MetadataResponseData answer = new MetadataResponseData();
            answer.brokers()
                    .add(new MetadataResponseBroker()
                            .setNodeId(1)
                            .setHost("localhost")
                            .setPort(server.getLocalPort()));
            List<String> names = new ArrayList<>();
            if (asks.topics() == null) {
                names.add("everything");
            } else {
                asks.topics().forEach(topic -> names.add(topic.name()));
            }
            names.forEach(name -> answer.topics().add(new MetadataResponseTopic().setName(name)));
            return answer;
        }
    }
}
