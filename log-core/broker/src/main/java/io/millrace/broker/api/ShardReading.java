package io.millrace.broker.api;

import io.millrace.base.Loop;
import io.millrace.broker.api.FetchRound.FetchLimits;
import io.millrace.broker.partition.Partition;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * Reads those partitions of a fetch that one loop owns, in order, each within what the ones before it left over. What is
 * cold is read side by side, as far as it is certain not to be too much. <i>Loop-owned</i> by the partitions' loop.
 */
final class ShardReading {
    private static final int PARTITIONS_AT_ONCE = 2_000;

    private final Loop loop;
    private final List<FetchPart> parts;
    private final FetchLimits limits;
    private final Runnable done;
    private int next;
    /** Of the bytes asked for: neither found nor set aside for what is being read. */
    private long left;

    private int pending;
    /** It runs, or is about to. */
    private boolean going;

    ShardReading(Loop loop, List<FetchPart> parts, FetchLimits limits, Runnable done) {
        this.loop = loop;
        this.parts = parts;
        this.limits = limits;
        this.done = done;
        this.left = limits.maxBytes();
    }

    /** Goes on; after a while others have their turn of the loop. */
    void go() {
        going = true;
        int pause = Math.min(parts.size(), next + PARTITIONS_AT_ONCE);
        while (next < pause && (left > 0 || pending == 0)) {
            readNext(parts.get(next++));
        }
        boolean turnIsOver = next == pause && next < parts.size();
        going = turnIsOver;
        if (turnIsOver) {
            loop.execute(this::go);
        } else if (pending == 0) {
            done.run();
        } // else what is being read goes on, and may leave something over
    }

    private void readNext(FetchPart part) {
        Partition partition = part.find();
        if (partition == null || !part.admit(partition) || left <= 0) {
            return;
        }
        int most = (int) Math.min(part.maxBytes(), left);
        left -= most;
        pending++;
        partition.hold(part.offset(), part.limit(), most, limits.mayStayInFiles(), (held, failure) -> {
            if (held == null) {
                part.fail(Errors.KAFKA_STORAGE_ERROR);
            } else {
                part.take(held, partition);
            }
            left += most - part.bytes();
            pending--;
            if (!going) {
                go();
            }
        });
    }
}
