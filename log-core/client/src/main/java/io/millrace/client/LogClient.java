package io.millrace.client;

import io.millrace.base.Loop;
import io.millrace.client.admin.Admin;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.group.Assignor;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.group.GroupMember;
import io.millrace.client.group.MemberListener;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;

/**
 * The ground level client of a log: our own, in this JVM or over TCP, or Apache Kafka. It has no thread: everything is
 * done on the loop it was opened for, when that loop is turned, and it never blocks. <i>Loop-owned,</i> with all that is
 * made from it: methods are called on the loop, callbacks run on the loop and never inside the call that takes them.
 */
public final class LogClient implements AutoCloseable {
    private LogClient() {}

    /**
     * A client of the nodes in {@code bootstrap.servers}: {@code inprocess:<id>} finds the log of this JVM, anything else
     * is reached by TCP. Opening asks for nothing and cannot fail for want of a node; calls wait for one.
     *
     * @throws IllegalArgumentException when no log of this JVM has that id
     */
    public static LogClient open(ClientConfig config, Loop loop) {
        throw new UnsupportedOperationException();
    }

    /** Routing, shared by all that is made from this client. */
    public Metadata metadata() {
        throw new UnsupportedOperationException();
    }

    /** A new appender with its own producer id, connections and memory. */
    public Appender appender(AppendConfig config) {
        throw new UnsupportedOperationException();
    }

    /** A new fetcher with its own connections and memory. */
    public Fetcher fetcher(FetchConfig config) {
        throw new UnsupportedOperationException();
    }

    /** A new member, not yet joined. */
    public GroupMember member(GroupConfig config, Assignor assignor, MemberListener listener) {
        throw new UnsupportedOperationException();
    }

    /** Administration. */
    public Admin admin() {
        throw new UnsupportedOperationException();
    }

    /** Closes all that was made from it and its connections; calls that wait fail. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
