package io.millrace.broker.partition;

import org.apache.kafka.common.protocol.Errors;

/** What is to be done with a batch of an idempotent producer. <i>Immutable.</i> */
sealed interface Verdict {
    /** It is the next one. */
    Verdict NEXT = new Next();

    /** Append it. */
    record Next() implements Verdict {}

    /** It lies in the log already: answer with where. */
    record Duplicate(long baseOffset, long lastOffset) implements Verdict {}

    /** It must not be appended. */
    record Refused(Errors error, String why) implements Verdict {}
}
