package io.millrace.simulator.network;

import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every connection between clients and the node. Within a connection bytes keep their order; between connections they do
 * not. The messages are encoded and decoded as on a real wire, so both ends hold memory of their own. <i>Loop-owned.</i>
 */
public final class Network {
    /** Where clients look for the node; never an in-process address, so that they check what they read. */
    public static final Endpoint NODE = new Endpoint("node", 9092);

    private final World world;
    private final VirtualLoop loop;
    private final Conditions conditions;
    private final List<Line> lines = new ArrayList<>();
    private @Nullable Host host;
    private int connections;

    /** Without a node. */
    public Network(World world) {
        this.world = world;
        this.loop = world.loop("network");
        this.conditions = new Conditions(world.fork());
    }

    /** Who accepts connections while the node is up. */
    @FunctionalInterface
    public interface Host {
        /** The node's end of a new connection; its answers go to the line. */
        ServerEnd accept(Line line);
    }

    /** The client's way in; connections are named after the client in the story. */
    public Transport<Request, Response> transport(String client) {
        return new ClientTransport(client);
    }

    /** How fast it is. */
    public Conditions conditions() {
        return conditions;
    }

    /** The node takes connections from now on. */
    public void up(Host node) {
        host = node;
    }

    /** The node is gone. Its connections break now, or, when it lost its power, say nothing at all any more. */
    public void down(boolean silently) {
        host = null;
        for (Line line : List.copyOf(lines)) {
            if (silently) {
                line.silence();
            } else {
                line.cut(false);
            }
        }
    }

    /** Breaks one connection or makes it silent; false when there is none. */
    public boolean disturbOne(boolean silently) {
        if (lines.isEmpty()) {
            return false;
        }
        Line line = lines.get(conditions.rng().nextInt(lines.size()));
        if (silently) {
            line.silence();
        } else {
            line.cut(true);
        }
        return true;
    }

    World world() {
        return world;
    }

    VirtualLoop loop() {
        return loop;
    }

    @Nullable
    Host host() {
        return host;
    }

    void gone(Line line) {
        lines.remove(line);
    }

    private final class ClientTransport implements Transport<Request, Response> {
        private final String client;

        private ClientTransport(String client) {
            this.client = client;
        }

        @Override
        public Connection<Request, Response> connect(Endpoint endpoint, Loop clientLoop, Runnable onClose) {
            Line line = new Line(Network.this, client + "/" + ++connections, clientLoop, onClose);
            lines.add(line);
            line.open();
            return line;
        }

        @Override
        public void close() {
            // The client closes its connections itself.
        }
    }
}
