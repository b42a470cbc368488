package io.millrace.client;

import io.millrace.client.admin.Admin;
import io.millrace.client.call.Answer;
import io.millrace.client.config.ClientConfig;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Administration with a thread of its own, whose answers are futures. <i>Any thread.</i> */
public final class LogAdmin implements AutoCloseable {
    private final ClientThread thread;

    private LogAdmin(ClientThread thread) {
        this.thread = thread;
    }

    /** Of the cluster that the configuration names. */
    public static LogAdmin start(ClientConfig config) {
        return new LogAdmin(ClientThread.start("millrace-admin-" + config.clientId(), config));
    }

    /** Makes a call of {@link Admin}; completes on the client's thread, exceptionally when it fails or this is closed. */
    public <T> CompletableFuture<T> ask(BiConsumer<Admin, Answer<T>> call) {
        return thread.ask((client, answer) -> call.accept(client.admin(), answer));
    }

    @Override
    public void close() {
        thread.close();
    }
}
