package io.millrace.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class with a log of its own, in memory: started before the first test, gone without a trace after the last.
 * Methods and constructors may take as parameters
 *
 * <ul>
 *   <li>the log: {@link io.millrace.embedded.EmbeddedLog}, which says where clients find it;
 *   <li>its clock, to move by hand: {@link io.millrace.embedded.MovableClock};
 *   <li>a topic of the method's own: {@link Topic} on a String;
 *   <li>a {@code Producer} or {@code Consumer} of Kafka's interfaces, closed after the method; their serializers follow
 *       the type arguments.
 * </ul>
 *
 * <p>Classes nested in it share its log.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MillraceExtension.class)
public @interface MillraceTest {
    /** Settings of the node, {@code key=value}, by Kafka's names where Kafka has them. */
    String[] config() default {};

    /** Whether it listens on a free port of the loopback address, or is reached in-process alone. */
    boolean port() default true;
}
