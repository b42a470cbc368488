package io.millrace.platform.launch;

import io.millrace.base.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether anybody listens, asked before a client waits long for an answer. <i>Any thread.</i> */
public final class Knock {
    private static final int CONNECT_MS = 1_000;
    /** A node that is being started or moved is given so long. */
    private static final long PATIENCE_NANOS = 1_500_000_000L;

    private static final long AGAIN_MS = 100;

    private Knock() {}

    /** Why nobody is at any of these, asked for a while; null as soon as one may be there. */
    public static @Nullable String nobody(List<Endpoint> servers) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            String why = why(servers);
            if (why == null || System.nanoTime() - until > 0) {
                return why;
            }
            try {
                Thread.sleep(AGAIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    private static @Nullable String why(List<Endpoint> servers) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Endpoint server : servers) {
            String reason = why(server);
            if (reason == null) {
                return null;
            }
            reasons.add(reason);
        }
        return reasons.isEmpty() ? null : String.join(", ", reasons);
    }

    private static @Nullable String why(Endpoint server) {
        if (server.inProcess()) {
            return null;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MS);
            return null;
        } catch (ConnectException e) {
            return "connection refused";
        } catch (UnknownHostException e) {
            return "no host is known by the name " + server.host();
        } catch (IOException e) {
            // No answer is no refusal.
            return null;
        }
    }
}
