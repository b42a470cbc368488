package io.millrace.coordinator.replay;

import io.millrace.base.Check;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A committed answer, or why there is none: NOT_COORDINATOR or COORDINATOR_LOAD_IN_PROGRESS. <i>Immutable.</i> */
public final class Outcome<A> {
    private final @Nullable A value;
    private final Errors error;

    private Outcome(@Nullable A value, Errors error) {
        this.value = value;
        this.error = error;
    }

    /** A committed answer. */
    public static <A> Outcome<A> of(A value) {
        return new Outcome<>(value, Errors.NONE);
    }

    /** No answer. Whether the command's records survive is not known to whoever asked. */
    public static <A> Outcome<A> failed(Errors error) {
        Check.that(error != Errors.NONE, "a failure has an error");
        return new Outcome<>(null, error);
    }

    /** NONE when there is a value. */
    public Errors error() {
        return error;
    }

    /** The answer, which must be there. */
    public A value() {
        A present = value;
        if (present == null) {
            throw new Check.Violation("no value but " + error);
        }
        return present;
    }

    /** The answer, or one made from the error. */
    public A orElse(Function<Errors, A> otherwise) {
        A present = value;
        return present == null ? otherwise.apply(error) : present;
    }
}
