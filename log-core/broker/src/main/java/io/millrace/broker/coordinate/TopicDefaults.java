package io.millrace.broker.coordinate;

import io.millrace.storage.log.LogConfig;

/**
 * What the node gives topics that set nothing themselves. <i>Immutable.</i>
 *
 * @param maxMessageBytes message.max.bytes
 * @param timestampAfterMaxMs log.message.timestamp.after.max.ms
 * @param log how its logs are kept
 * @param producerExpirationMs producer.id.expiration.ms
 */
public record TopicDefaults(int maxMessageBytes, long timestampAfterMaxMs, LogConfig log, long producerExpirationMs) {}
