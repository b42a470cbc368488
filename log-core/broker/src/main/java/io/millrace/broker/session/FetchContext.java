package io.millrace.broker.session;

import java.util.List;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/** One fetch: which partitions it reads, and how its answer is put together. */
public interface FetchContext {
    /** What is to be read, the first to be served first. */
    List<FetchAsked> asked();

    /** The answer, from what was found in the order of {@link #asked}. Called once. */
    FetchResponseData answer(List<PartitionData> found);
}
