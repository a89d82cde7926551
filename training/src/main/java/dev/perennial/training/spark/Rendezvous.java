package dev.perennial.training.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;

/**
 * Connects the tasks of a barrier stage with one another: each listens, all addresses are shared through Spark, and the higher
 * rank calls the lower. A caller must know the run's secret, which only Spark's own tasks are given.
 */
final class Rendezvous {
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final int STRANGER = -1;
    private static final Duration MEETING = Duration.ofMinutes(2);
    private static final Duration HELLO = Duration.ofSeconds(2);

    private Rendezvous() {}

    static Exchange meet(BarrierTaskContext context, int workers, byte[] secret) throws IOException {
        int ranks = context.getTaskInfos().length;
        int rank = context.partitionId();
        if (ranks == 1) {
            return new LoneExchange();
        }
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0))) {
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            String[] addresses = context.allGather(host + ":" + port);
            return new SocketExchange(rank, peers(server, rank, addresses, secret), workers);
        }
    }

    /** A channel to every rank but the own one, in their order. */
    static List<SocketChannel> peers(ServerSocketChannel server, int rank, String[] addresses, byte[] secret)
            throws IOException {
        int ranks = addresses.length;
        List<SocketChannel> peers = new ArrayList<>(Collections.nCopies(ranks, null));
        for (int lower = 0; lower < rank; lower++) {
            peers.set(lower, call(addresses[lower], rank, secret));
        }
        // Whoever died after its address was shared never calls; the stage must then fail, not wait.
        server.socket().setSoTimeout((int) MEETING.toMillis());
        for (int expected = ranks - 1 - rank; expected > 0; ) {
            expected -= accept(server, peers, rank, secret);
        }
        return peers;
    }

    private static SocketChannel call(String address, int rank, byte[] secret) throws IOException {
        int colon = address.lastIndexOf(':');
        SocketChannel channel = SocketChannel.open(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
        tune(channel);
        ByteBuffer hello = ByteBuffer.allocate(secret.length + Integer.BYTES)
                .put(secret)
                .putInt(rank)
                .flip();
        while (hello.hasRemaining()) {
            channel.write(hello);
        }
        return channel;
    }

    /** Returns how many peers have arrived: 0 for a stranger, who is turned away. */
    private static int accept(ServerSocketChannel server, List<SocketChannel> peers, int rank, byte[] secret)
            throws IOException {
        SocketChannel channel = server.socket().accept().getChannel();
        int peer = hello(channel, secret);
        if (peer <= rank || peer >= peers.size() || peers.get(peer) != null) {
            channel.close();
            return 0;
        }
        peers.set(peer, channel);
        return 1;
    }

    /** The rank that a caller has, if it knows the secret. */
    private static int hello(SocketChannel channel, byte[] secret) {
        try {
            tune(channel);
            // A stranger that says nothing must not keep the others waiting.
            channel.socket().setSoTimeout((int) HELLO.toMillis());
            byte[] hello = channel.socket().getInputStream().readNBytes(secret.length + Integer.BYTES);
            channel.socket().setSoTimeout(0);
            boolean known = hello.length == secret.length + Integer.BYTES
                    && MessageDigest.isEqual(Arrays.copyOf(hello, secret.length), secret);
            return known ? ByteBuffer.wrap(hello).getInt(secret.length) : STRANGER;
        } catch (IOException e) {
            return STRANGER;
        }
    }

    private static void tune(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
    }
}
