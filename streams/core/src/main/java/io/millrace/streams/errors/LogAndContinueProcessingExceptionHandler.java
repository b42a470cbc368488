package io.millrace.streams.errors;

import io.millrace.streams.processor.api.Record;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on without a record at which an operator throws. *Immutable.* */
public class LogAndContinueProcessingExceptionHandler implements ProcessingExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LogAndContinueProcessingExceptionHandler.class);

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        LOG.warn(
                "Record {}-{}@{}: {} of task {} threw: left out",
                context.topic(),
                context.partition(),
                context.offset(),
                context.processorNodeId(),
                context.taskId(),
                exception);
        return Response.resume();
    }

    @Override
    public void configure(Map<String, ?> configs) {}
}
