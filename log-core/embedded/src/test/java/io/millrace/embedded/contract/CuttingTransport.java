package io.millrace.embedded.contract;

import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.base.Transport;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import org.apache.kafka.common.protocol.ApiKeys;

/** Cuts one in so many connections after a batch was handed over: nobody knows whether it was stored. */
final class CuttingTransport implements Transport<Request, Response> {
    private final Transport<Request, Response> direct;
    private final Rng rng;
    private final int oneIn;
    private int cuts;

    CuttingTransport(Transport<Request, Response> direct, Rng rng, int oneIn) {
        this.direct = direct;
        this.rng = rng;
        this.oneIn = oneIn;
    }

    int cuts() {
        return cuts;
    }

    @Override
    public Connection<Request, Response> connect(Endpoint endpoint, Loop loop, Runnable onClose) {
        Connection<Request, Response> connection = direct.connect(endpoint, loop, onClose);
        return new Connection<>() {
            @Override
            public void send(Request request, Callback<Response> callback) {
                connection.send(request, callback);
                if (request.api() == ApiKeys.PRODUCE && rng.nextInt(oneIn) == 0) {
                    cuts++;
                    loop.schedule(rng.nextInt(2), connection::close);
                }
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }

    @Override
    public void close() {
        direct.close();
    }
}
