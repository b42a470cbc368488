package io.millrace.simulator.network;

import io.millrace.base.Check;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.base.Transport.Disconnected;
import io.millrace.simulator.world.World;
import io.millrace.wire.message.BadRequest;
import io.millrace.wire.message.Codec;
import io.millrace.wire.message.Frame;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection: the client's end, and the bytes on their way in both directions. <i>Loop-owned</i> by the world.
 *
 * <pre>
 * CONNECTING --node accepts--> OPEN --cut, closed--> ENDED
 * CONNECTING --nobody there--> ENDED;  any --silence--> SILENT (nothing arrives, nobody is told) --closed--> ENDED
 * </pre>
 */
public final class Line implements Transport.Connection<Request, Response> {
    private final Network network;
    private final World world;
    private final String name;
    private final Loop clientLoop;
    private final Runnable onClose;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /** Requests that have not arrived. */
    private final ArrayDeque<ByteBuffer> toNode = new ArrayDeque<>();

    private @Nullable ServerEnd node;
    private long lastToNodeNanos;
    private long lastToClientNanos;
    private int nextCorrelationId;
    private boolean silent;
    private boolean ended;
    private boolean told;

    Line(Network network, String name, Loop clientLoop, Runnable onClose) {
        this.network = network;
        this.world = network.world();
        this.name = name;
        this.clientLoop = clientLoop;
        this.onClose = onClose;
    }

    void open() {
        lastToNodeNanos = world.clock().nanos() + network.conditions().delayNanos();
        world.at(lastToNodeNanos, network.loop(), this::connected);
    }

    private void connected() {
        if (ended || silent) {
            return;
        }
        Network.Host host = network.host();
        if (host == null) {
            end("refused");
            return;
        }
        node = host.accept(this);
        world.tell(name, "connected", "");
    }

    @Override
    public void send(Request request, Transport.Callback<Response> callback) {
        if (ended) {
            clientLoop.execute(() -> callback.done(null, new Disconnected(name + ": over")));
            return;
        }
        int correlationId = nextCorrelationId++;
        waiting.add(new Waiting(request, correlationId, callback));
        if (silent) {
            return;
        }
        ByteBuffer frame = copy(Codec.encodeRequest(request, correlationId));
        toNode.add(frame);
        lastToNodeNanos = later(lastToNodeNanos);
        world.at(lastToNodeNanos, network.loop(), () -> {
            if (!ended && !silent) {
                deliver();
            }
        });
    }

    private void deliver() {
        ByteBuffer frame = toNode.poll();
        if (frame != null && node != null) {
            node.receive(frame);
        }
    }

    /** The node answers; called on any of its loops, in the order of the requests. */
    public void answer(Frame frame) {
        if (ended || silent) {
            return;
        }
        ByteBuffer bytes = copy(frame);
        lastToClientNanos = later(lastToClientNanos);
        world.at(lastToClientNanos, network.loop(), () -> {
            if (!ended && !silent) {
                clientLoop.execute(() -> arrived(bytes));
            }
        });
    }

    private void arrived(ByteBuffer frame) {
        if (told) {
            return;
        }
        Waiting head = waiting.remove();
        Request request = head.request;
        try {
            head.callback.done(
                    new Response(
                            request.api(),
                            request.version(),
                            Codec.decodeResponse(request.api(), request.version(), head.correlationId, frame),
                            null),
                    null);
        } catch (BadRequest e) {
            throw new IllegalStateException(name + ": the node's answer cannot be read", e);
        }
    }

    /** Called by the client, on its loop. */
    @Override
    public void close() {
        if (!ended) {
            leave();
        }
        tellClient("closed");
    }

    /** Breaks it; of the requests on their way some arrive first, if there is somebody to arrive at. */
    void cut(boolean someArrive) {
        if (ended) {
            return;
        }
        if (someArrive && !silent && node != null && !toNode.isEmpty()) {
            for (int left = network.conditions().rng().nextInt(toNode.size() + 1); left > 0; left--) {
                deliver();
            }
        }
        world.tell(name, "cut", waiting.size() + " unanswered, " + toNode.size() + " lost on the way");
        end("cut");
    }

    /** Nothing goes through any more, and nobody is told. */
    void silence() {
        if (!ended && !silent) {
            silent = true;
            toNode.clear();
            world.tell(name, "silent", waiting.size() + " unanswered");
        }
    }

    private void end(String why) {
        leave();
        clientLoop.execute(() -> tellClient(why));
    }

    private void leave() {
        ended = true;
        toNode.clear();
        network.gone(this);
        if (node != null) {
            node.closed();
        }
    }

    private void tellClient(String why) {
        if (told) {
            return;
        }
        told = true;
        Disconnected failure = new Disconnected(name + ": " + why);
        // As on a real loop, where the end is a task of its own: never inside a call of the client's.
        clientLoop.execute(() -> {
            for (Waiting each = waiting.poll(); each != null; each = waiting.poll()) {
                each.callback.done(null, failure);
            }
            onClose.run();
        });
    }

    private long later(long last) {
        return Math.max(last, world.clock().nanos() + network.conditions().delayNanos());
    }

    /** Without the size. */
    private static ByteBuffer copy(Frame frame) {
        ByteBuffer bytes = ByteBuffer.allocate(frame.sizeInBytes());
        frame.buffers().forEach(part -> bytes.put(part.duplicate()));
        Check.that(!bytes.hasRemaining(), "a frame is as large as it says");
        bytes.position(Integer.BYTES);
        return bytes.slice();
    }

    @Override
    public String toString() {
        return name;
    }

    private record Waiting(Request request, int correlationId, Transport.Callback<Response> callback) {}
}
