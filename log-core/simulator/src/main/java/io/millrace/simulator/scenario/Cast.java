package io.millrace.simulator.scenario;

import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.Map;
import java.util.function.Consumer;

/** Who lives beside the node in a run, and what must hold of them. <i>Loop-owned.</i> */
public interface Cast {
    /** The test that runs it. */
    String test();

    /** Keys of the node, beside those that all runs have. */
    default Map<String, String> nodeSettings() {
        return Map.of();
    }

    /** The world begins to turn. */
    void begin();

    /** The node accepts work again, while faults go on or all drains. */
    void nodeIsUp();

    /** Whether all that was begun has ended as it should; asked when nothing fails any more. */
    boolean isDrained();

    /** The node is up after the last power cut: all is read once more. */
    void lastAudit(Runnable over);

    /** A member ends, in a manner that the seed chooses, and another one comes. */
    void changeMember(int index);

    /** A request reached the node; what is returned hears the answer. */
    default Consumer<Response> heard(Request request) {
        return answer -> {};
    }

    /** Who stands where, for one who asks why it does not end. */
    String state();
}
