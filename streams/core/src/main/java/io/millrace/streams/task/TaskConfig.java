package io.millrace.streams.task;

import io.millrace.streams.errors.DeserializationExceptionHandler;
import io.millrace.streams.errors.ProcessingExceptionHandler;
import io.millrace.streams.errors.ProductionExceptionHandler;
import io.millrace.streams.processor.TimestampExtractor;
import org.apache.kafka.common.serialization.Serde;

/**
 * What a task is told once. <i>Immutable.</i>
 *
 * @param applicationId prefix of the internal topics ({@code <applicationId>-<name>-changelog} and
 *     {@code -repartition})
 * @param defaultKeySerde for nodes and stores that name none
 * @param defaultValueSerde for nodes and stores that name none
 * @param defaultTimestampExtractor for sources that name none
 * @param cacheMaxBytes what this task's buffered stores may hold unflushed, all together; with 0 none is
 *     buffered
 * @param maxTaskIdleMs as in Kafka Streams: -1 never waits for an empty partition; 0 waits while the partition is known
 *     to hold more (see {@link Task#endOffset}); more waits that much longer
 * @param deserializationHandler asked when a source record cannot be read
 * @param processingHandler asked when user code throws
 * @param productionHandler asked when a sink record cannot be serialised
 */
public record TaskConfig(
        String applicationId,
        Serde<?> defaultKeySerde,
        Serde<?> defaultValueSerde,
        TimestampExtractor defaultTimestampExtractor,
        long cacheMaxBytes,
        long maxTaskIdleMs,
        DeserializationExceptionHandler deserializationHandler,
        ProcessingExceptionHandler processingHandler,
        ProductionExceptionHandler productionHandler) {}
