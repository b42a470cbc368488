package io.millrace.platform.launch;

import io.millrace.base.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The rule about addresses to listen on: loopback, unless asked for by name. <i>Immutable.</i> */
public final class Listen {
    private Listen() {}

    /** Reads an address to listen on; refuses one that is not loopback unless that is allowed, and one of no host. */
    public static Endpoint at(String flag, String text, boolean allowUnauthenticated) {
        Endpoint endpoint;
        try {
            endpoint = Endpoint.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(2, flag + ": " + e.getMessage());
        }
        if (endpoint.inProcess()) {
            throw new Refused(2, flag + ": '" + text + "' is no address: expected HOST:PORT");
        }
        boolean loopback;
        try {
            loopback = InetAddress.getByName(endpoint.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new Refused(2, flag + ": the host '" + endpoint.host() + "' is not known here");
        }
        if (!loopback && !allowUnauthenticated) {
            throw new Refused(
                    2,
                    flag + ": " + endpoint + " is not a loopback address, and nobody who connects would have to log in;"
                            + " add --allow-unauthenticated if that is what you want");
        }
        return endpoint;
    }
}
