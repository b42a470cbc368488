package io.millrace.net;

import io.millrace.base.Clock;

class NativeTcpTest extends TcpContract {
    @Override
    EventLoops start(int count) {
        return EventLoops.start(count, Clock.SYSTEM);
    }
}
