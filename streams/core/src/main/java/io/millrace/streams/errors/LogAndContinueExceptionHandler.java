package io.millrace.streams.errors;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on without a record that cannot be read. *Immutable.* */
public class LogAndContinueExceptionHandler implements DeserializationExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LogAndContinueExceptionHandler.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        LOG.warn(
                "Record {}-{}@{} cannot be read by {} of task {}: left out",
                record.topic(),
                record.partition(),
                record.offset(),
                context.processorNodeId(),
                context.taskId(),
                exception);
        return Response.resume();
    }

    @Override
    public void configure(Map<String, ?> configs) {}
}
