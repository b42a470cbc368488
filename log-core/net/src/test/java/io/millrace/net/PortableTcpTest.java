package io.millrace.net;

import io.millrace.base.Clock;

class PortableTcpTest extends TcpContract {
    @Override
    EventLoops start(int count) {
        return EventLoops.startPortable(count, Clock.SYSTEM);
    }
}
