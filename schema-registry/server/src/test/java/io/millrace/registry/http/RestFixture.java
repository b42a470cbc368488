package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.record;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A registry over real HTTP; the subjects are named by the test, so that one serves all. */
abstract class RestFixture {
    static final String ONE = record("R", "a:int");
    static final String TWO = record("R", "a:int", "b:string=\"x\"");
    static final String CLASH = record("R", "a:int", "b:string");

    static EmbeddedLog log;
    static TestRegistry rest;
    static int subjects;

    String s = "";

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().inProcessOnly().start();
        rest = TestRegistry.on(log.inProcessServers());
    }

    @AfterAll
    static void stop() {
        rest.close();
        log.close();
    }

    @BeforeEach
    void name() {
        s = "subject" + ++subjects;
    }
}
