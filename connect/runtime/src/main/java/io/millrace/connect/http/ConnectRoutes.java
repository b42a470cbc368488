package io.millrace.connect.http;

import io.millrace.connect.Worker;
import io.vertx.ext.web.Router;

/** Kafka Connect's REST API over a worker. */
public final class ConnectRoutes {
    private ConnectRoutes() {}

    /** Answers every path of the router. */
    public static void mount(Router router, Worker worker) {
        throw new UnsupportedOperationException("not yet written");
    }
}
