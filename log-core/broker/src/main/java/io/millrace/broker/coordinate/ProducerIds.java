package io.millrace.broker.coordinate;

import io.millrace.base.Check;
import io.millrace.coordinator.catalog.ProducerIdBlock;
import java.util.ArrayDeque;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Hands out producer ids from blocks that the catalog has committed: what is left of a block when the node ends is never
 * given to anybody. <i>Loop-owned</i> by the catalog's loop.
 */
public final class ProducerIds {
    private final CatalogHost catalog;
    private final int nodeId;
    private final long brokerEpoch;
    private final ArrayDeque<Taker> waiting = new ArrayDeque<>();
    private @Nullable ProducerIdBlock block;
    private int used;
    private boolean asking;

    /** With no block yet. */
    public ProducerIds(CatalogHost catalog, int nodeId, long brokerEpoch) {
        this.catalog = catalog;
        this.nodeId = nodeId;
        this.brokerEpoch = brokerEpoch;
    }

    /** Takes a new id, or an error. */
    public interface Taker {
        /** The id is -1 unless the error is NONE. */
        void done(Errors error, long producerId);
    }

    /** Gives a new id. <i>Any thread</i>; the taker runs on the catalog's loop. */
    public void next(Taker taker) {
        catalog.loop().run(() -> {
            waiting.add(taker);
            serve();
        });
    }

    private void serve() {
        while (!waiting.isEmpty()) {
            ProducerIdBlock current = block;
            if (current == null || used == current.count()) {
                askForBlock();
                return;
            }
            waiting.poll().done(Errors.NONE, current.first() + used++);
        }
    }

    private void askForBlock() {
        if (asking) {
            return;
        }
        asking = true;
        catalog.ask(it -> it.allocateProducerIds(nodeId, brokerEpoch, outcome -> {
            asking = false;
            if (outcome.error() != Errors.NONE) {
                for (Taker each = waiting.poll(); each != null; each = waiting.poll()) {
                    // The client asks again; it knows this error.
                    each.done(Errors.COORDINATOR_NOT_AVAILABLE, -1);
                }
                return;
            }
            Check.that(outcome.value().count() > 0, "an empty block of producer ids");
            block = outcome.value();
            used = 0;
            serve();
        }));
    }
}
