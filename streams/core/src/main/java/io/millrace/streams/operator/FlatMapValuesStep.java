package io.millrace.streams.operator;

import io.millrace.streams.kstream.ValueMapperWithKey;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes any number of new values of each. */
final class FlatMapValuesStep extends Step {
    private final TaskContext context;
    private final ValueMapperWithKey<@Nullable Object, Object, Iterable<Object>> mapper;
    private final boolean readsKey;
    private final Step next;
    private final Current saved = new Current();

    FlatMapValuesStep(
            String node,
            TaskContext context,
            ValueMapperWithKey<Object, Object, Iterable<Object>> mapper,
            boolean readsKey,
            Step next) {
        super(node);
        this.context = context;
        this.mapper = mapper;
        this.readsKey = readsKey;
        this.next = next;
    }

    @Override
    public void push(Current current) {
        Iterator<?> values;
        try {
            Iterable<?> mapped = mapper.apply(readsKey ? current.key() : null, current.value());
            values = Objects.requireNonNull(
                            mapped, "The mapper of flatMapValues() returned null, which is not allowed.")
                    .iterator();
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return;
        }
        saved.set(current);
        while (advance(values, current)) {
            next.push(current);
            current.set(saved);
        }
    }

    /** The iterator is user code as well. */
    private boolean advance(Iterator<?> values, Current current) {
        try {
            if (!values.hasNext()) {
                return false;
            }
            current.value(values.next());
            return true;
        } catch (Exception e) {
            context.processingFailed(this, current, e);
            return false;
        }
    }
}
