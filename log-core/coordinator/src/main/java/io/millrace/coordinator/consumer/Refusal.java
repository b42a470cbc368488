package io.millrace.coordinator.consumer;

import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/** Why a member is not served. <i>Immutable.</i> */
public record Refusal(Errors error, String message) {
    /** As a heartbeat is told. */
    public ConsumerGroupHeartbeatResponseData answer() {
        return new ConsumerGroupHeartbeatResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(message);
    }
}
