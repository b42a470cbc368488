package io.millrace.benchmarks.registry;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One connection over which requests go one after another: as little client as HTTP/1.1 allows. One thread. */
final class KeptAlive implements AutoCloseable {
    private static final String LENGTH = "content-length:";
    private static final int TIMEOUT_MS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final String host;
    private final String base;

    KeptAlive(String url) {
        URI uri = URI.create(url);
        this.host = uri.getHost() + ":" + uri.getPort();
        this.base = uri.getPath();
        try {
            this.socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
            this.in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + url, e);
        }
    }

    /** The bytes of one request. */
    byte[] request(String method, String path, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + base + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
                + (body.isEmpty()
                        ? ""
                        : "Content-Type: application/vnd.schemaregistry.v1+json\r\nContent-Length: " + content.length
                                + "\r\n")
                + "\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[start.length + content.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }

    /** Sends it and reads the answer to its end; anything but a 200 is thrown. */
    String call(byte[] request) {
        try {
            socket.getOutputStream().write(request);
            String status = line();
            int length = -1;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                    length = Integer.parseInt(line.substring(LENGTH.length()).strip());
                }
            }
            String body = new String(in.readNBytes(Math.max(0, length)), StandardCharsets.UTF_8);
            if (!status.contains(" 200") || length < 0) {
                throw new IllegalStateException("the registry answers " + status + " " + body);
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException("no answer of the registry", e);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }
}
