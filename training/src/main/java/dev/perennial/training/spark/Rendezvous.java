package dev.perennial.training.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;

/**
 * Connects the tasks of a barrier stage with one another: each listens, all addresses are shared through Spark, and the higher
 * rank calls the lower. Both must know the run's secret, which only Spark's own tasks are given.
 */
final class Rendezvous {
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final int STRANGER = -1;
    private static final Duration MEETING = Duration.ofMinutes(2);
    private static final Duration HELLO = Duration.ofSeconds(10);

    private Rendezvous() {}

    static Exchange meet(BarrierTaskContext context, int workers, RunSecret secret) throws IOException {
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
    static List<ByteChannel> peers(ServerSocketChannel server, int rank, String[] addresses, RunSecret secret)
            throws IOException {
        int ranks = addresses.length;
        List<ByteChannel> peers = new ArrayList<>(Collections.nCopies(ranks, null));
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

    private static ByteChannel call(String address, int rank, RunSecret secret) throws IOException {
        int colon = address.lastIndexOf(':');
        SocketChannel channel = SocketChannel.open(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
        try {
            tune(channel);
            return new Handshake(channel, secret, MEETING).call(rank);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns how many peers have arrived: 0 for a stranger, who is turned away. */
    private static int accept(ServerSocketChannel server, List<ByteChannel> peers, int rank, RunSecret secret)
            throws IOException {
        SocketChannel channel = server.socket().accept().getChannel();
        Optional<Handshake.Caller> caller = caller(channel, secret)
                .filter(known -> known.rank() > rank && known.rank() < peers.size() && peers.get(known.rank()) == null);
        if (caller.isEmpty()) {
            channel.close();
            return 0;
        }
        peers.set(caller.get().rank(), caller.get().channel());
        return 1;
    }

    private static Optional<Handshake.Caller> caller(SocketChannel channel, RunSecret secret) {
        try {
            tune(channel);
            // A stranger that says nothing must not keep the others waiting.
            return new Handshake(channel, secret, HELLO).answer();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void tune(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
    }
}
