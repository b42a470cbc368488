package io.millrace.broker.api;

import io.millrace.wire.message.RecordsData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/** For tests of ownership: lends records in memory of their own, which is overwritten when they are given back. */
final class Poison {
    private static final byte BYTE = (byte) 0xDB;

    private Poison() {}

    /** Puts copies in the place of the log's slices; the task spoils them. */
    static Runnable lend(FetchResponseData response) {
        List<byte[]> lent = new ArrayList<>();
        for (FetchableTopicResponse topic : response.responses()) {
            for (PartitionData data : topic.partitions()) {
                List<ByteBuffer> copies = new ArrayList<>();
                for (ByteBuffer slice : RecordsData.slices(data.records())) {
                    byte[] copy = new byte[slice.remaining()];
                    slice.duplicate().get(copy);
                    lent.add(copy);
                    copies.add(ByteBuffer.wrap(copy).asReadOnlyBuffer());
                }
                data.setRecords(RecordsData.of(copies));
            }
        }
        return () -> lent.forEach(bytes -> Arrays.fill(bytes, BYTE));
    }
}
