package io.millrace.benchmarks.log.tool;

import io.millrace.base.Endpoint;
import io.millrace.wire.message.BadRequest;
import io.millrace.wire.message.Codec;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.message.Request;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * The cheapest reader there can be: asks for batches and looks at nothing but their offsets, so that the node is what
 * limits it. One connection for two partitions, one request on its way on each. Used by one thread.
 */
public final class RawFetch {
    /** The last that names topics by their names. */
    private static final short VERSION = 12;

    private static final int PARTITIONS_A_CONNECTION = 2;
    private static final int PARTITION_BYTES = 1 << 20;
    private static final int MAX_BYTES = 50 << 20;
    private static final int MAX_WAIT_MS = 500;
    private static final int BATCH_HEAD_BYTES = 12;
    private static final int LAST_OFFSET_DELTA_AT = 23;

    private final Endpoint node;
    private final String topic;

    /** Of a topic on a node. */
    public RawFetch(String bootstrap, String topic) {
        this.node = Endpoint.parse(bootstrap);
        this.topic = topic;
    }

    /** Reads all partitions from offset 0 to their ends; throws IllegalStateException when that is not so many records. */
    public void read(int partitions, long records) {
        List<CompletableFuture<Long>> readers = IntStream.iterate(
                        0, first -> first < partitions, first -> first + PARTITIONS_A_CONNECTION)
                .mapToObj(first -> CompletableFuture.supplyAsync(
                        () -> readSome(first, Math.min(PARTITIONS_A_CONNECTION, partitions - first)),
                        task -> new Thread(task, "millrace-bench-fetch-" + first).start()))
                .toList();
        long seen = readers.stream().mapToLong(CompletableFuture::join).sum();
        if (seen != records) {
            throw new IllegalStateException(node + " gave " + seen + " of " + records + " records");
        }
    }

    private long readSome(int first, int count) {
        long[] positions = new long[count];
        long[] ends = new long[count];
        Arrays.fill(ends, Long.MAX_VALUE);
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(node.host(), node.port()))) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer in = ByteBuffer.allocateDirect(8 << 20);
            int correlationId = 0;
            while (!Arrays.equals(positions, ends)) {
                ask(channel, ++correlationId, first, positions);
                in = answer(channel, in);
                FetchResponseData said =
                        (FetchResponseData) Codec.decodeResponse(ApiKeys.FETCH, VERSION, correlationId, in);
                for (PartitionData part : said.responses().get(0).partitions()) {
                    if (part.errorCode() != 0) {
                        throw new IllegalStateException(node + ": " + Errors.forCode(part.errorCode()));
                    }
                    int at = part.partitionIndex() - first;
                    ends[at] = part.highWatermark();
                    for (ByteBuffer slice : RecordsData.slices(part.records())) {
                        positions[at] = after(slice, positions[at]);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fetch from " + node, e);
        } catch (BadRequest e) {
            throw new IllegalStateException("no answer to read from " + node, e);
        }
        return Arrays.stream(positions).sum();
    }

    private void ask(SocketChannel channel, int correlationId, int first, long[] positions) throws IOException {
        List<FetchPartition> all = IntStream.range(0, positions.length)
                .mapToObj(at -> new FetchPartition()
                        .setPartition(first + at)
                        .setFetchOffset(positions[at])
                        .setPartitionMaxBytes(PARTITION_BYTES))
                .toList();
        FetchRequestData request = new FetchRequestData()
                .setMaxWaitMs(MAX_WAIT_MS)
                .setMinBytes(1)
                .setMaxBytes(MAX_BYTES)
                .setTopics(List.of(new FetchTopic().setTopic(topic).setPartitions(all)));
        for (ByteBuffer part : Codec.encodeRequest(new Request(ApiKeys.FETCH, VERSION, "raw", request), correlationId)
                .buffers()) {
            ByteBuffer rest = part.duplicate();
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }

    /** The frame without its size, in this buffer or a larger one. */
    private static ByteBuffer answer(SocketChannel channel, ByteBuffer buffer) throws IOException {
        int size = fill(channel, buffer.clear().limit(4)).getInt();
        ByteBuffer in = size <= buffer.capacity() ? buffer : ByteBuffer.allocateDirect(size);
        return fill(channel, in.clear().limit(size));
    }

    private static ByteBuffer fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the node ended the connection");
            }
        }
        return buffer.flip();
    }

    /** The offset after the last whole batch. */
    private static long after(ByteBuffer batches, long position) {
        long next = position;
        int at = batches.position();
        while (batches.limit() - at >= BATCH_HEAD_BYTES) {
            int bytes = BATCH_HEAD_BYTES + batches.getInt(at + 8);
            if (batches.limit() - at < bytes) {
                break;
            }
            next = batches.getLong(at) + batches.getInt(at + LAST_OFFSET_DELTA_AT) + 1;
            at += bytes;
        }
        return next;
    }
}
