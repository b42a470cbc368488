package io.millrace.wire.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are a request, or refused by BadRequest, and cost a small multiple of their number. Runs over the kept inputs;
 * with {@code JAZZER_FUZZ=1} a fuzzer goes on from them.
 */
@Tag("full")
class RequestFuzzTest {
    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long FIXED_BYTES = 256 * 1024;
    private static final long BYTES_A_BYTE = 64;

    @FuzzTest(maxDuration = "10m")
    void framesAreReadOrRefused(byte[] frame) {
        // Once unmeasured: loading classes costs memory too.
        read(frame);
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        read(frame);
        long allocated = MEMORY.getCurrentThreadAllocatedBytes() - before;
        if (allocated > BYTES_A_BYTE * frame.length + FIXED_BYTES) {
            throw new AssertionError(frame.length + " bytes cost " + allocated);
        }
    }

    private static void read(byte[] frame) {
        try {
            Codec.decodeRequest(ByteBuffer.wrap(frame));
        } catch (BadRequest refused) {
            // As it should be.
        }
    }
}
