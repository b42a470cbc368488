package io.millrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.wire.message.BadRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameHandlerTest {
    private final List<byte[]> frames = new ArrayList<>();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();
    private boolean open = true;

    private final FrameHandler handler = new FrameHandler(100 << 20) {
        @Override
        ByteBuf allocate(ChannelHandlerContext ctx, int capacity, int maxCapacity) {
            ByteBuf buffer = ctx.alloc().heapBuffer(capacity, maxCapacity);
            buffers.add(buffer);
            return buffer;
        }

        @Override
        void onFrame(ChannelHandlerContext ctx, ByteBuf whole) {
            byte[] bytes = new byte[whole.readableBytes()];
            whole.readBytes(bytes).release();
            frames.add(bytes);
        }

        @Override
        boolean mayTake() {
            return open;
        }

        @Override
        void onBadFrame(ChannelHandlerContext ctx, BadRequest why) {
            bad.add(why.getMessage());
        }
    };
    private final EmbeddedChannel channel = new EmbeddedChannel(handler);

    @Test
    void framesAreTheSameHoweverTheStreamIsCut() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            frames.clear();
            List<byte[]> sent = new ArrayList<>();
            ByteBuf stream = Unpooled.buffer();
            for (int i = random.nextInt(20); i >= 0; i--) {
                byte[] frame = new byte[random.nextInt(random.nextBoolean() ? 10 : 3_000_000 / 200)];
                random.nextBytes(frame);
                sent.add(frame);
                stream.writeInt(frame.length).writeBytes(frame);
            }
            while (stream.isReadable()) {
                channel.writeInbound(stream.readBytes(Math.min(stream.readableBytes(), 1 + random.nextInt(9_000))));
            }
            stream.release();
            assertThat(frames.toArray(byte[][]::new))
                    .as("seed 11, round " + round)
                    .isDeepEqualTo(sent.toArray(byte[][]::new));
        }
        // The shared empty buffer is never freed.
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0 || buffer.maxCapacity() == 0);
    }

    @Test
    void whatIsAnnouncedCostsNothingBeforeItArrives() {
        channel.writeInbound(Unpooled.buffer().writeInt(99 << 20).writeByte(1));
        assertThat(buffers.get(0).capacity()).isEqualTo(16 << 10);

        channel.writeInbound(Unpooled.buffer().writeZero(3 << 20));
        assertThat(buffers.get(0).capacity()).isLessThan(8 << 20);

        channel.close();
        assertThat(buffers.get(0).refCnt()).isZero();
    }

    @Test
    void nothingIsTakenWhileItMayNot() {
        open = false;
        ByteBuf two = Unpooled.buffer().writeInt(1).writeByte(7).writeInt(1).writeByte(8);
        channel.writeInbound(two);
        assertThat(frames).isEmpty();

        open = true;
        handler.pump(channel.pipeline().firstContext());
        assertThat(frames).hasSize(2);
        assertThat(two.refCnt()).isZero();
    }

    @Test
    void nothingIsTakenAfterABadFrame() {
        channel.writeInbound(Unpooled.buffer().writeInt(-5).writeInt(1).writeByte(7));
        channel.writeInbound(Unpooled.buffer().writeInt(1).writeByte(7));

        assertThat(bad).hasSize(1);
        assertThat(frames).isEmpty();
    }
}
