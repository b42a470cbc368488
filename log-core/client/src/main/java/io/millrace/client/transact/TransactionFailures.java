package io.millrace.client.transact;

import io.millrace.client.call.Failures;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Tells failures that end a producer from those that an abort heals. <i>Any thread.</i> */
final class TransactionFailures {
    private TransactionFailures() {}

    /** Whether the coordinator's answer ends the producer. */
    static boolean fatalFromCoordinator(Throwable failure) {
        return failure instanceof InvalidProducerEpochException
                || failure instanceof InvalidTxnStateException
                || fatalAnywhere(failure);
    }

    /** Whether a leader's answer ends the producer. An epoch that is too old may be that of an aborted transaction. */
    static boolean fatalFromLeader(Throwable failure) {
        return fatalAnywhere(failure);
    }

    /** The coordinator's word for an epoch that is too old depends on the version of the call. */
    static Throwable named(Throwable failure, String transactionalId) {
        boolean fenced = failure instanceof InvalidProducerEpochException || failure instanceof ProducerFencedException;
        return fenced
                ? new ProducerFencedException("another producer uses transactional.id=" + transactionalId)
                : failure;
    }

    /** An answer that did not come is asked for again, so is one that passes. */
    static boolean passes(Throwable failure) {
        return Failures.passes(failure);
    }

    /** The coordinator knows the id no more: only a new one helps. */
    static boolean idIsGone(Throwable failure) {
        return failure instanceof InvalidPidMappingException;
    }

    private static boolean fatalAnywhere(Throwable failure) {
        return failure instanceof ProducerFencedException
                || failure instanceof ClusterAuthorizationException
                || failure instanceof TransactionalIdAuthorizationException
                || failure instanceof UnsupportedVersionException
                || failure instanceof UnsupportedForMessageFormatException;
    }
}
