package io.millrace.broker.session;

import org.apache.kafka.common.Uuid;

/**
 * A partition as a client names it. <i>Immutable.</i>
 *
 * @param topicId zero when it names topics by name
 * @param topic empty when it names topics by id
 * @param partition its index
 */
record FetchKey(Uuid topicId, String topic, int partition) {}
