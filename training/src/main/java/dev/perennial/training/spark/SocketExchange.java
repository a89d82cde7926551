package dev.perennial.training.spark;

import dev.perennial.training.round.AverageTree;
import dev.perennial.training.round.AverageTree.Node;
import dev.perennial.training.round.Spread;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The exchange over sockets, one to every other executor.
 *
 * <p>The vector is cut into one slice an executor. The owner of a slice receives everybody's partial sums of it, adds them in
 * tree order and sends the total to all: each executor sends and receives about twice the vector, whatever their number.
 */
final class SocketExchange implements Exchange {
    private final int rank;
    private final int workers;
    private final List<ByteChannel> peers;
    private final ExecutorService senders;
    private final List<ByteBuffer> rooms = new ArrayList<>();

    /**
     * @param peers a connected channel to every rank; null at the own rank
     * @param workers virtual workers, the leaves of the tree
     */
    SocketExchange(int rank, List<ByteChannel> peers, int workers) {
        this.rank = rank;
        this.peers = peers;
        this.workers = workers;
        this.senders = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "perennial-exchange-" + rank);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int ranks() {
        return peers.size();
    }

    @Override
    public ByteBuffer owned(ByteBuffer vector) {
        return slice(vector, rank);
    }

    @Override
    public void reduce(Map<Node, ByteBuffer> partials, ByteBuffer result) throws IOException {
        List<Future<Void>> sent = sendToOthers(peer ->
                partials.values().stream().map(partial -> slice(partial, peer)).toList());
        ByteBuffer target = owned(result);
        Map<Node, ByteBuffer> mine = new HashMap<>();
        partials.forEach((node, partial) -> mine.put(node, partial == result ? target : owned(partial)));
        Set<ByteBuffer> own = Collections.newSetFromMap(new IdentityHashMap<>());
        own.addAll(mine.values());
        for (int peer = 0, received = 0; peer < ranks(); peer++) {
            for (Node node : peer == rank ? List.<Node>of() : cover(peer)) {
                mine.put(node, receive(peer, room(received++, target.capacity())));
            }
        }
        await(sent);
        ByteBuffer total =
                AverageTree.sum(AverageTree.root(workers), mine::get, (left, right) -> added(left, right, own));
        if (total != target) {
            target.put(total.duplicate().clear());
        }
    }

    @Override
    public void share(ByteBuffer vector) throws IOException {
        List<Future<Void>> sent = sendToOthers(peer -> List.of(owned(vector)));
        for (int peer = 0; peer < ranks(); peer++) {
            if (peer != rank) {
                fill(peers.get(peer), slice(vector, peer));
            }
        }
        await(sent);
    }

    @Override
    public List<byte[]> gather(byte[] message) throws IOException {
        ByteBuffer framed = ByteBuffer.allocate(Integer.BYTES + message.length)
                .putInt(message.length)
                .put(message)
                .flip();
        List<Future<Void>> sent = sendToOthers(peer -> List.of(framed.duplicate()));
        List<byte[]> messages = new ArrayList<>();
        for (int peer = 0; peer < ranks(); peer++) {
            messages.add(peer == rank ? message : receiveMessage(peers.get(peer)));
        }
        await(sent);
        return messages;
    }

    @Override
    public void close() throws IOException {
        senders.shutdownNow();
        for (ByteChannel peer : peers) {
            if (peer != null) {
                peer.close();
            }
        }
    }

    private List<Node> cover(int peer) {
        Node range = AverageTree.workersOf(peer, ranks(), workers);
        return AverageTree.cover(AverageTree.root(workers), range.from(), range.to());
    }

    private interface Outgoing {
        List<ByteBuffer> to(int peer);
    }

    private List<Future<Void>> sendToOthers(Outgoing outgoing) {
        Map<Integer, List<ByteBuffer>> buffers = new LinkedHashMap<>();
        for (int peer = 0; peer < ranks(); peer++) {
            if (peer != rank) {
                buffers.put(peer, outgoing.to(peer));
            }
        }
        List<Future<Void>> sent = new ArrayList<>();
        buffers.forEach((peer, each) -> sent.add(senders.submit((Callable<Void>) () -> {
            for (ByteBuffer buffer : each) {
                while (buffer.hasRemaining()) {
                    peers.get(peer).write(buffer);
                }
            }
            return null;
        })));
        return sent;
    }

    private static void await(List<Future<Void>> sent) throws IOException {
        try {
            for (Future<Void> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(
                    "an executor went away during the exchange: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during the exchange", e);
        }
    }

    private ByteBuffer receive(int peer, ByteBuffer room) throws IOException {
        fill(peers.get(peer), room);
        return room.clear();
    }

    /** The same memory each time: what is off the heap comes back when the collector runs, and a heap at rest seldom calls it. */
    private ByteBuffer room(int which, int bytes) {
        if (which == rooms.size()) {
            rooms.add(ByteBuffer.allocateDirect(bytes));
        } else if (rooms.get(which).capacity() < bytes) {
            rooms.set(which, ByteBuffer.allocateDirect(bytes));
        }
        return rooms.get(which).slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    private static byte[] receiveMessage(ByteChannel peer) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        fill(peer, length);
        ByteBuffer message = ByteBuffer.allocate(length.flip().getInt());
        fill(peer, message);
        return message.array();
    }

    private static void fill(ByteChannel peer, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (peer.read(buffer) < 0) {
                throw new EOFException("an executor went away during the exchange");
            }
        }
    }

    private ByteBuffer slice(ByteBuffer vector, int owner) {
        int from = boundary(vector, owner);
        int to = boundary(vector, owner + 1);
        return vector.duplicate().clear().slice(from, to - from).order(ByteOrder.nativeOrder());
    }

    private int boundary(ByteBuffer vector, int owner) {
        long block = (long) Spread.BLOCK * Float.BYTES;
        long blocks = (vector.capacity() + block - 1) / block;
        return (int) Math.min(vector.capacity(), blocks * owner / ranks() * block);
    }

    /** In the memory of either: a sum of two is the same the other way round. In the own one, so that it need not be copied there. */
    private static ByteBuffer added(ByteBuffer left, ByteBuffer right, Set<ByteBuffer> own) {
        ByteBuffer sum = own.contains(right) ? right : left;
        StateVectors.add(sum, sum == left ? right : left);
        return sum;
    }
}
