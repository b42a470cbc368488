package io.millrace.platform.launch;

import io.millrace.base.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** Whether anybody listens, asked before a client waits long for an answer. <i>Any thread.</i> */
public final class Knock {
    private static final int CONNECT_MS = 1_000;
    /** A node that is being started or moved is given so long. */
    private static final long PATIENCE_NANOS = 1_500_000_000L;

    private static final long AGAIN_MS = 100;

    private Knock() {}

    /** Whether all of these refuse connections for a while; false as soon as one may be there. */
    public static boolean refused(List<Endpoint> servers) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (servers.stream().allMatch(Knock::refuses)) {
            if (System.nanoTime() - until > 0) {
                return true;
            }
            try {
                Thread.sleep(AGAIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static boolean refuses(Endpoint server) {
        if (server.inProcess()) {
            return false;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MS);
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            // No answer is no refusal.
            return false;
        }
    }
}
