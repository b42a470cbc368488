package io.millrace.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that say more than they hold: refused by BadRequest alone, and without the memory they ask for. */
class HostileFrameTest {
    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int FRAMES = 60;

    static Stream<ApiKeys> apis() {
        return Stream.of(ApiKeys.values()).filter(ApiKeys::hasValidVersion);
    }

    @ParameterizedTest
    @MethodSource("apis")
    void randomBytesCostLittle(ApiKeys api) {
        Random random = new Random(api.id);
        for (int version = api.oldestVersion(); version <= api.latestVersion(); version++) {
            for (int i = 0; i < FRAMES; i++) {
                byte[] frame = new byte[12 + random.nextInt(4096)];
                random.nextBytes(frame);
                // Large counts are what hurts, in both encodings.
                Arrays.fill(
                        frame, 12, Math.min(frame.length, 12 + random.nextInt(8)), (byte) (i % 2 == 0 ? 0x7F : 0xFF));
                ByteBuffer.wrap(frame)
                        .putShort(api.id)
                        .putShort((short) version)
                        .putInt(i)
                        .putShort((short) 0);
                checkRequest(frame, "random of seed " + api.id + ", " + api + " v" + version + " frame " + i);
                checkResponse(api, (short) version, frame);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("apis")
    void changedAndCutOffFramesCostLittle(ApiKeys api) {
        Random random = new Random(api.id);
        for (int version = api.oldestVersion(); version <= api.latestVersion(); version++) {
            for (int i = 0; i < FRAMES; i++) {
                ApiMessage message = Messages.random(api.messageType.newRequest(), (short) version, i);
                ByteBuffer whole =
                        CodecTest.join(Codec.encodeRequest(new Request(api, (short) version, "", message), 0));
                byte[] frame = Arrays.copyOfRange(whole.array(), 4, whole.limit());
                for (int change = random.nextInt(3); change > 0; change--) {
                    frame[8 + random.nextInt(frame.length - 8)] = (byte) random.nextInt();
                }
                if (random.nextBoolean()) {
                    frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
                }
                checkRequest(frame, "changed of seed " + api.id + ", " + api + " v" + version + " frame " + i);
            }
        }
    }

    private static void checkRequest(byte[] frame, String what) {
        // Once unmeasured: loading classes costs memory too, more so under an agent.
        request(frame);
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        request(frame);
        long allocated = MEMORY.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as(what).isLessThan(64L * frame.length + 256 * 1024);
    }

    private static void request(byte[] frame) {
        try {
            Codec.decodeRequest(ByteBuffer.wrap(frame));
        } catch (BadRequest e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static void checkResponse(ApiKeys api, short version, byte[] frame) {
        response(api, version, frame);
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        response(api, version, frame);
        long allocated = MEMORY.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("response of " + api + version).isLessThan(64L * frame.length + 256 * 1024);
    }

    private static void response(ApiKeys api, short version, byte[] frame) {
        try {
            Codec.decodeResponse(api, version, ByteBuffer.wrap(frame).getInt(0), ByteBuffer.wrap(frame));
        } catch (BadRequest e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
