package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
    private static final String NAME = ".lock";
    private static final Lease.Timing QUICK =
            new Lease.Timing(Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofMillis(300));

    @TempDir
    Path folder;

    private Store store;
    private final CountDownLatch lost = new CountDownLatch(1);

    @BeforeEach
    void open() {
        // Without the checksums beside files that Hadoop keeps on local disks alone, where there is no lease.
        Configuration hadoop = new Configuration();
        hadoop.setClass("fs.file.impl", RawLocalFileSystem.class, FileSystem.class);
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        store = new Store(folder.toUri().toString(), hadoop);
    }

    private Lease take() {
        return Lease.take(store, NAME, QUICK, Progress.silent(), lost::countDown);
    }

    @Test
    void asLongAsItIsRenewedNobodyElseTakesIt() {
        try (Lease held = take()) {
            assertThat(held).isNotNull();
            assertThatThrownBy(this::take)
                    .isInstanceOfSatisfying(
                            PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED))
                    .hasMessageContaining("another run is in it");
            assertThat(Lease.stands(store, NAME, QUICK)).isTrue();
        }
        assertThat(Lease.stands(store, NAME, QUICK)).isFalse();
        take().close();
    }

    @Test
    void aDeadRunsLeaseIsTakenOver() throws IOException {
        Files.writeString(folder.resolve(NAME), "somebody 7\n");
        try (Lease taken = take()) {
            assertThat(taken).isNotNull();
            assertThat(folder.resolve(NAME)).content().doesNotContain("somebody");
        }
    }

    @Test
    void whoWasThoughtDeadLearnsOfItAndLeavesTheOthersLease() throws Exception {
        Lease held = take();
        store.writeText(new org.apache.hadoop.fs.Path(store.root(), NAME), "somebody 1\n");
        assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
        held.close();
        assertThat(folder.resolve(NAME)).content().isEqualTo("somebody 1\n");
    }

    @RepeatedTest(3)
    void ofManyThatTakeItAtOnceOneHoldsIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Lease>> takers = new ArrayList<>();
        for (int taker = 0; taker < 8; taker++) {
            takers.add(threads.submit(this::take));
        }
        List<Lease> holders = new ArrayList<>();
        for (Future<Lease> each : takers) {
            try {
                holders.add(each.get(60, TimeUnit.SECONDS));
            } catch (java.util.concurrent.ExecutionException refused) {
                assertThat(refused).hasMessageContaining("another run is in it");
            }
        }
        threads.shutdown();
        assertThat(holders).hasSize(1);
        holders.get(0).close();
    }
}
