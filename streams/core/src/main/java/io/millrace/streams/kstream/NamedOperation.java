package io.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/** An option object that can name its operator. */
interface NamedOperation<T extends NamedOperation<T>> {
    /** Sets the operator's name. */
    T withName(@Nullable String name);
}
