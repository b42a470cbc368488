package io.millrace.streams.kstream;

/** An option object that can name its operator. */
interface NamedOperation<T extends NamedOperation<T>> {
    /** Sets the operator's name. */
    T withName(String name);
}
