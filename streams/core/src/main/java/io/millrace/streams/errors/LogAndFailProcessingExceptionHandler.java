package io.millrace.streams.errors;

import io.millrace.streams.processor.api.Record;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops at a record at which an operator throws. The default. *Immutable.* */
public class LogAndFailProcessingExceptionHandler implements ProcessingExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LogAndFailProcessingExceptionHandler.class);

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        LOG.error(
                "Record {}-{}@{}: {} of task {} threw: stopping",
                context.topic(),
                context.partition(),
                context.offset(),
                context.processorNodeId(),
                context.taskId(),
                exception);
        return Response.fail();
    }

    @Override
    public void configure(Map<String, ?> configs) {}
}
