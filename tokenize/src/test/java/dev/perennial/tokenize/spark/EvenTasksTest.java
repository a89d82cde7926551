package dev.perennial.tokenize.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EvenTasksTest {
    private static final long MIB = 1L << 20;

    @Test
    void thousandsOfSmallFilesAreFewTasksAndALargeOneIsTheFirst() {
        List<Long> files = new ArrayList<>(
                LongStream.range(0, 5_000).map(i -> 1_000 + i % 7).boxed().toList());
        files.add(3_000, 400 * MIB);
        List<List<Long>> tasks = EvenTasks.of(files, bytes -> bytes, 8);
        assertThat(tasks.get(0)).containsExactly(400 * MIB);
        assertThat(tasks).hasSizeBetween(20, 40);
        assertThat(tasks.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(files);
        assertThat(tasks.subList(1, tasks.size() - 1)).extracting(List::size).allSatisfy(size -> assertThat(size)
                .isBetween(150, 250));
    }

    @Test
    void aFewFilesKeepAllCoresBusy() {
        List<Long> files = List.of(MIB, 2 * MIB, MIB, 3 * MIB, MIB);
        assertThat(EvenTasks.of(files, bytes -> bytes, 8)).hasSize(5);
        assertThat(EvenTasks.of(List.of(7L), bytes -> bytes, 8)).containsExactly(List.of(7L));
        assertThat(EvenTasks.of(List.<Long>of(), bytes -> bytes, 8)).isEmpty();
    }

    @Test
    void noTaskOfSeveralFilesIsLargerThanItsLastFileAndTheLimit() {
        List<Long> files =
                LongStream.range(0, 3_000).map(i -> i * 50_000).boxed().toList();
        for (List<Long> task : EvenTasks.of(files, bytes -> bytes, 1)) {
            long before = task.stream()
                    .limit(task.size() - 1L)
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(before).isLessThan(128 * MIB);
        }
    }
}
