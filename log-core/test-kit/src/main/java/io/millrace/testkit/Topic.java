package io.millrace.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a String parameter of a {@link MillraceTest}: the name of a new topic, deleted after the method. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Topic {
    /** How many partitions it has. */
    int partitions() default 1;

    /** Its configuration, {@code key=value}. */
    String[] config() default {};

    /** A name for it; one that no other topic has, unless given. */
    String name() default "";
}
