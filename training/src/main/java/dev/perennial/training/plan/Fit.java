package dev.perennial.training.plan;

import static dev.perennial.training.MemoryPlan.gigabytes;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Names;
import dev.perennial.conf.Problem;
import dev.perennial.conf.Problems;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.CudaArchitectures;
import java.util.List;
import java.util.Locale;

/** Everything about an experiment that a cluster cannot do, found before anything is rented. */
record Fit(Demand demand, Cluster cluster, MemoryNeeds memory, Storage storage) {
    private static final long GIGA = 1_000_000_000;

    List<Problem> problems() {
        Problems found = new Problems();
        memory.task()
                .refusal()
                .ifPresent(reason -> add(
                        found,
                        "Cannot train a model of this size: " + reason
                                + ". It would have to be split over devices, which is not there yet"));
        cluster.extras().gpu().ifPresentOrElse(gpu -> device(found, gpu), () -> offHeap(found));
        needs(found, "heap of an executor", memory.heap(), cluster.limits().heap(), "Raise spark.executor.memory");
        if (!cluster.local()) {
            needs(found, "heap of the driver", memory.driver(), cluster.driverHeap(), "Raise spark.driver.memory");
        }
        ClusterExtras extras = cluster.extras();
        extras.diskGigabytes()
                .ifPresent(disk -> needs(
                        found,
                        "local disk of an executor while it shuffles",
                        storage.shuffled() / cluster.executors(),
                        disk * GIGA,
                        "Give larger disks, or more executors"));
        extras.storageGigabytes()
                .ifPresent(room -> needs(
                        found,
                        "storage of the workspace",
                        storage.most(),
                        room * GIGA,
                        "Give more storage, or fewer stages"));
        demand.stages().forEach(stage -> corpora(found, stage));
        return found.all();
    }

    private void offHeap(Problems found) {
        for (String exceeded : cluster.limits().exceeded(memory.task(), memory.tasks(), cluster.overhead())) {
            add(
                    found,
                    "Cannot fit the memory off the heap of an executor (" + memory.tasks()
                            + (memory.tasks() == 1 ? " task" : " tasks") + "): it is beyond " + exceeded
                            + ". Raise it, or lower training.rounds.batch or the tasks of an executor");
        }
    }

    private void device(Problems found, Gpu gpu) {
        if (demand.backend() == Backend.CPU) {
            add(
                    found,
                    "Cannot use a GPU: the backend computes on processors, got training.backend = cpu, expected nd4j"
                            + " (untried on CUDA). There is no CUDA backend of ours yet");
        }
        if (!CudaArchitectures.isServed(gpu.computeCapability())) {
            add(
                    found,
                    "Cannot use this GPU: nd4j-cuda-11.6 has no code for it, got compute capability "
                            + gpu.computeCapability() + ", expected at most 8.x. Take an A100, or wait for a backend");
        }
        needs(
                found,
                "memory of a GPU (" + Names.kebab(gpu) + ")",
                memory.onDevice(),
                gpu.memory(),
                "Lower training.rounds.batch, or give each virtual worker a task of its own");
    }

    /** Only of what is counted: a guess refuses nobody. */
    private void corpora(Problems found, StageDemand stage) {
        for (CorpusDemand corpus : demand.corpora()) {
            long asked = stage.fresh().getOrDefault(corpus.name(), 0L);
            long there = Math.multiplyExact(corpus.training(), stage.epochs());
            if (corpus.counted() && asked > there) {
                add(
                        found,
                        String.format(
                                Locale.ROOT,
                                "Cannot train stage '%s': corpus '%s' is too small, got %,d tokens in %d epochs, expected"
                                        + " at least %,d. Lower the stage's tokens, or raise its epochs",
                                stage.name(),
                                corpus.name(),
                                there,
                                stage.epochs(),
                                asked));
            }
        }
    }

    private void needs(Problems found, String what, long needed, long granted, String next) {
        if (granted > 0 && needed > granted) {
            add(
                    found,
                    "Cannot fit the " + what + ": got " + gigabytes(granted) + ", expected at least "
                            + gigabytes(needed) + ". " + next);
        }
    }

    private void add(Problems found, String message) {
        found.add(ErrorCode.UNSUPPORTED, cluster.name(), message + ".");
    }
}
