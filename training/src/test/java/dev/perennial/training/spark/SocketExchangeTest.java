package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.training.round.AverageTree;
import dev.perennial.training.round.AverageTree.Node;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SocketExchangeTest {
    private static final byte[] KNOWN = "only this run knows".getBytes(StandardCharsets.UTF_8);
    private static final RunSecret SECRET = new RunSecret(KNOWN, false);
    private static final RunSecret ENCRYPTING = new RunSecret(KNOWN, true);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        threads.shutdownNow();
    }

    /** Servers on loopback, and the addresses that the ranks would tell each other through Spark. */
    private List<ServerSocketChannel> servers(int ranks) throws IOException {
        List<ServerSocketChannel> servers = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            ServerSocketChannel server =
                    ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            servers.add(server);
            open.add(server);
        }
        return servers;
    }

    private static String[] addresses(List<ServerSocketChannel> servers) throws IOException {
        String[] addresses = new String[servers.size()];
        for (int rank = 0; rank < addresses.length; rank++) {
            addresses[rank] =
                    "127.0.0.1:" + ((InetSocketAddress) servers.get(rank).getLocalAddress()).getPort();
        }
        return addresses;
    }

    private List<Exchange> meet(int ranks, int workers) throws Exception {
        return meet(ranks, workers, SECRET);
    }

    private List<Exchange> meet(int ranks, int workers, RunSecret secret) throws Exception {
        List<ServerSocketChannel> servers = servers(ranks);
        String[] addresses = addresses(servers);
        List<List<ByteChannel>> peers =
                onAll(ranks, rank -> () -> Rendezvous.peers(servers.get(rank), rank, addresses, secret));
        List<Exchange> exchanges = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            exchanges.add(new SocketExchange(rank, peers.get(rank), workers));
        }
        open.addAll(exchanges);
        return exchanges;
    }

    private <T> List<T> onAll(int ranks, Function<Integer, Callable<T>> work) throws Exception {
        List<Future<T>> running = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            running.add(threads.submit(work.apply(rank)));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> each : running) {
            results.add(each.get(30, TimeUnit.SECONDS));
        }
        return results;
    }

    /** What a worker ends a round with: floats whose sum depends on the order of additions. */
    private static ByteBuffer worker(int worker, int floats) {
        SplittableRandom random = new SplittableRandom(worker);
        ByteBuffer vector = ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder());
        for (int i = 0; i < floats; i++) {
            vector.putFloat(4 * i, (float) (random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-6, 7))));
        }
        return vector;
    }

    private static ByteBuffer sum(Node node, int floats) {
        return AverageTree.sum(node, each -> each.isLeaf() ? worker(each.from(), floats) : null, (left, right) -> {
            StateVectors.add(left, right);
            return left;
        });
    }

    /** What is planned for an exchange is taken once, however many averages there are and whether or not the collector runs. */
    @Test
    void furtherAveragesTakeNoFurtherMemory() throws Exception {
        int floats = 1 << 20;
        List<Exchange> exchanges = meet(2, 2);
        List<ByteBuffer> states = List.of(worker(0, floats), worker(1, floats));
        Callable<Void> average = () -> {
            onAll(2, rank -> () -> {
                exchanges
                        .get(rank)
                        .reduce(Map.of(AverageTree.workersOf(rank, 2, 2), states.get(rank)), states.get(rank));
                return null;
            });
            return null;
        };
        average.call();
        long before = directBytes();
        for (int repetition = 0; repetition < 5; repetition++) {
            average.call();
        }
        assertThat(directBytes() - before).isLessThan(4L * floats / 2);
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 1000",
        "2, 3, 1000",
        "2, 9, 101",
        "3, 3, 1000",
        "3, 5, 7",
        "3, 7, 1",
        "3, 9, 2",
        "4, 4, 1000",
        "4, 6, 3",
        "4, 9, 300001"
    })
    void everyExecutorGetsTheBitsOfTheTreesOwnSum(int ranks, int workers, int floats) throws Exception {
        ByteBuffer expected = sum(AverageTree.root(workers), floats);
        List<Exchange> exchanges = meet(ranks, workers, floats % 2 == 0 ? SECRET : ENCRYPTING);
        List<ByteBuffer> results = onAll(ranks, rank -> () -> {
            Node range = AverageTree.workersOf(rank, ranks, workers);
            Map<Node, ByteBuffer> partials = new LinkedHashMap<>();
            AverageTree.cover(AverageTree.root(workers), range.from(), range.to())
                    .forEach(node -> partials.put(node, sum(node, floats)));
            // As a lone worker's state is: the result takes the place of a partial sum.
            ByteBuffer result = partials.values().iterator().next();
            exchanges.get(rank).reduce(partials, result);
            exchanges.get(rank).share(result);
            return result;
        });
        assertThat(results).allMatch(result -> result.clear().equals(expected.clear()));
    }

    @Test
    void messagesAreGatheredByRankRoundAfterRound() throws Exception {
        List<Exchange> exchanges = meet(3, 3);
        for (int round = 0; round < 20; round++) {
            int now = round;
            List<List<byte[]>> heard = onAll(
                    3,
                    rank -> () -> exchanges
                            .get(rank)
                            .gather(("round " + now + " rank " + rank)
                                    .repeat(rank * 5000)
                                    .getBytes(StandardCharsets.UTF_8)));
            for (List<byte[]> messages : heard) {
                for (int rank = 0; rank < 3; rank++) {
                    assertThat(new String(messages.get(rank), StandardCharsets.UTF_8))
                            .isEqualTo(("round " + now + " rank " + rank).repeat(rank * 5000));
                }
            }
        }
    }

    @Test
    void aLoneExecutorsOnlyPartialSumIsTheTotal() {
        ByteBuffer result = worker(1, 10);
        new LoneExchange().reduce(Map.of(AverageTree.root(1), worker(0, 10)), result);
        assertThat(result).isEqualTo(worker(0, 10));
    }

    @Test
    void whenAnExecutorGoesAwayTheOthersFailInsteadOfWaiting() throws Exception {
        List<Exchange> exchanges = meet(3, 3);
        exchanges.get(2).close();
        List<Future<List<byte[]>>> waiting = exchanges.subList(0, 2).stream()
                .map(exchange -> threads.submit(() -> exchange.gather(new byte[8])))
                .toList();
        for (Future<List<byte[]>> each : waiting) {
            assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void aTaskThatSparkGaveUpStopsWaitingForASilentPeer() throws Exception {
        List<Exchange> exchanges = meet(2, 2);
        Future<List<byte[]>> waiting = threads.submit(() -> exchanges.get(0).gather(new byte[8]));
        AtomicBoolean killed = new AtomicBoolean();
        KillWatch watch = new KillWatch(killed::get, exchanges.get(0));
        killed.set(true);
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
        watch.close();
    }

    @Test
    void strangersAreTurnedAwayAndTheRunGoesOn() throws Exception {
        List<ServerSocketChannel> servers = servers(2);
        String[] addresses = addresses(servers);
        InetSocketAddress first = (InetSocketAddress) servers.get(0).getLocalAddress();
        Future<List<ByteChannel>> rankZero =
                threads.submit(() -> Rendezvous.peers(servers.get(0), 0, addresses, SECRET));
        SocketChannel silent = stranger(first, new byte[0]);
        // Rank 1, a random number, and a proof that is guessed.
        SocketChannel guessing = stranger(first, ("\0\0\0\1" + "?".repeat(16 + 32)).getBytes(StandardCharsets.UTF_8));
        SocketChannel hasty = stranger(first, new byte[0]);
        hasty.close();
        SocketChannel wrongRank = SocketChannel.open(first);
        new Handshake(wrongRank, SECRET, Duration.ofMinutes(1)).call(0);
        List<ByteChannel> one = Rendezvous.peers(servers.get(1), 1, addresses, SECRET);
        List<ByteChannel> zero = rankZero.get(30, TimeUnit.SECONDS);
        SocketChannel there = (SocketChannel) zero.get(1);
        SocketChannel here = (SocketChannel) one.get(0);
        open.addAll(List.of(there, here, silent, guessing, wrongRank));
        assertThat(there.getRemoteAddress()).isEqualTo(here.getLocalAddress());
        for (SocketChannel each : List.of(silent, guessing, wrongRank)) {
            assertThat(ended(each)).isTrue();
        }
    }

    @Test
    void whoAnswersWithoutTheSecretIsNotTalkedTo() throws Exception {
        List<ServerSocketChannel> servers = servers(2);
        RunSecret another = new RunSecret("another run's".getBytes(StandardCharsets.UTF_8), false);
        threads.submit(() -> Rendezvous.peers(servers.get(0), 0, addresses(servers), another));
        assertThatThrownBy(() -> Rendezvous.peers(servers.get(1), 1, addresses(servers), SECRET))
                .hasMessageContaining("does not know the run's secret");
    }

    private static SocketChannel stranger(InetSocketAddress address, byte[] hello) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.write(ByteBuffer.wrap(hello));
        return channel;
    }

    /** Whether the other side has closed it, after what it said. */
    private static boolean ended(SocketChannel channel) {
        try {
            while (channel.read(ByteBuffer.allocate(64)) >= 0) {}
            return true;
        } catch (IOException e) {
            return true;
        }
    }
}
