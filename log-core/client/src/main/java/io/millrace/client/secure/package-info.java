/** Who a client is, and whom it trusts: TLS and SASL by Kafka's own keys, engines and login modules. */
@NullMarked
package io.millrace.client.secure;

import org.jspecify.annotations.NullMarked;
