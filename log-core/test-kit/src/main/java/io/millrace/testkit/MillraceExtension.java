package io.millrace.testkit;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.MovableClock;
import java.lang.reflect.Parameter;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts one log a class, and hands it and what belongs to it to the tests. <i>Any thread.</i> */
public final class MillraceExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace OURS = Namespace.create(MillraceExtension.class);

    /** JUnit makes it. */
    public MillraceExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        log(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == EmbeddedLog.class
                || type == MovableClock.class
                || type == Producer.class
                || type == Consumer.class
                || parameter.isAnnotated(Topic.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestLog log = log(context);
        Parameter declared = parameter.getParameter();
        if (declared.getType() == EmbeddedLog.class) {
            return log.log();
        }
        if (declared.getType() == MovableClock.class) {
            return log.clock();
        }
        if (declared.getType() == Producer.class || declared.getType() == Consumer.class) {
            AutoCloseable client = declared.getType() == Producer.class
                    ? Clients.producer(log.log(), declared)
                    : Clients.consumer(log.log(), declared, log.freshName(context));
            context.getStore(OURS).put(client, client);
            return client;
        }
        Topic topic = parameter.findAnnotation(Topic.class).orElseThrow();
        if (declared.getType() != String.class) {
            throw new ParameterResolutionException("@Topic stands on a String, not on " + declared);
        }
        return topic(topic, log, context);
    }

    private static String topic(Topic topic, TestLog log, ExtensionContext context) {
        String name = topic.name().isEmpty() ? log.freshName(context) : topic.name();
        log.createTopic(name, topic.partitions(), topic.config());
        // Deleted with the context that asked for it: the method's, or the class's for a constructor or @BeforeAll.
        context.getStore(OURS).put("topic " + name, (AutoCloseable) () -> log.deleteTopic(name));
        return name;
    }

    /** That of the outermost class that asks for one, so that nested classes share it. */
    private static TestLog log(ExtensionContext context) {
        ExtensionContext owner = context;
        for (ExtensionContext each = context; ; each = each.getParent().orElseThrow()) {
            if (annotation(each).isPresent()) {
                owner = each;
            }
            if (each.getParent().isEmpty()) {
                break;
            }
        }
        ExtensionContext of = owner;
        Store store = owner.getStore(OURS);
        return store.getOrComputeIfAbsent(
                TestLog.class,
                key -> TestLog.start(annotation(of)
                        .orElseThrow(() -> new ParameterResolutionException(
                                of.getDisplayName() + " is no class with @MillraceTest"))),
                TestLog.class);
    }

    private static Optional<MillraceTest> annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getTestClass(), MillraceTest.class);
    }
}
