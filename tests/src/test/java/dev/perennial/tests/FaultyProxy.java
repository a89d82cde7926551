package dev.perennial.tests;

import dev.perennial.conf.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and an HTTP server on loopback and treats some requests badly. Every request gets a connection of its
 * own, so that each can have its own fate.
 */
final class FaultyProxy implements AutoCloseable {
    /** What can happen to a request. */
    enum Fate {
        PASSED,
        /** 500, and the server never hears of it. */
        REFUSED,
        /** The server does as asked, and the client is not told. */
        UNANSWERED,
        /** The connection ends in the middle of the answer. */
        CUT,
        /** The answer takes its time. */
        SLOW
    }

    private static final int PERCENT = 100;
    private static final int FAULTS_PERCENT = 3;
    private static final int SLOW_MILLIS = 100;
    private static final int CUT_AFTER = 700;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket server;
    private final int target;
    private final SplittableRandom random;
    private final Map<Fate, Integer> fates = new ConcurrentHashMap<>();

    private FaultyProxy(ServerSocket server, int target, Seed seed) {
        this.server = server;
        this.target = target;
        this.random = new SplittableRandom(seed.named("fates").value());
    }

    static FaultyProxy before(int target, Seed seed) throws IOException {
        FaultyProxy proxy = new FaultyProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), target, seed);
        daemon(proxy::accept);
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many requests met which fate. */
    Map<Fate, Integer> fates() {
        return Map.copyOf(fates);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                daemon(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            byte[] head = head(client.getInputStream());
            if (head.length > 0) {
                Fate fate = next();
                fates.merge(fate, 1, Integer::sum);
                serve(client, head, fate);
            }
        } catch (IOException | InterruptedException ended) {
            // Whoever hung up has nobody to complain to.
        }
    }

    private void serve(Socket client, byte[] head, Fate fate) throws IOException, InterruptedException {
        OutputStream toClient = client.getOutputStream();
        if (fate == Fate.REFUSED) {
            toClient.write(
                    ("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close" + END_OF_HEAD)
                            .getBytes(StandardCharsets.US_ASCII));
            return;
        }
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            OutputStream toServer = upstream.getOutputStream();
            toServer.write(head, 0, head.length - 2);
            toServer.write(("Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            daemon(() -> copy(client, toServer));
            InputStream answer = upstream.getInputStream();
            switch (fate) {
                case PASSED, REFUSED -> answer.transferTo(toClient);
                case SLOW -> {
                    Thread.sleep(SLOW_MILLIS);
                    answer.transferTo(toClient);
                }
                case UNANSWERED -> answer.transferTo(OutputStream.nullOutputStream());
                case CUT -> toClient.write(answer.readNBytes(CUT_AFTER));
            }
        }
    }

    private static void copy(Socket from, OutputStream to) {
        try {
            from.getInputStream().transferTo(to);
        } catch (IOException ended) {
            // The other direction tells.
        }
    }

    /** The request's line and headers, without the client's wish to keep the connection. */
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int each = in.read(); each >= 0; each = in.read()) {
            head.write(each);
            if (each == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEAD)) {
                return head.toString(StandardCharsets.ISO_8859_1)
                        .replaceFirst("(?i)\r\nConnection: *keep-alive", "")
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
        }
        return new byte[0];
    }

    private synchronized Fate next() {
        int draw = random.nextInt(PERCENT);
        int fault = draw / FAULTS_PERCENT + 1;
        return fault < Fate.values().length ? Fate.values()[fault] : Fate.PASSED;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
