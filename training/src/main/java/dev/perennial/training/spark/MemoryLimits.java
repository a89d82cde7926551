package dev.perennial.training.spark;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/**
 * What one JVM may use off the heap; 0 stands for no limit.
 *
 * @param executor the JVM, by Spark's name of it
 * @param javacpp {@code org.bytedeco.javacpp.maxbytes}: models and activations
 * @param resident {@code org.bytedeco.javacpp.maxphysicalbytes}, of the whole process, heap included
 * @param direct {@code -XX:MaxDirectMemorySize}: copies and buffers of the exchange
 * @param machine the machine's memory
 * @param heap the most that the heap may take
 */
record MemoryLimits(String executor, long javacpp, long resident, long direct, long machine, long heap)
        implements Serializable {

    static MemoryLimits ofThisProcess(String executor) {
        String direct = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue();
        long heap = Runtime.getRuntime().maxMemory();
        return new MemoryLimits(
                executor,
                Pointer.maxBytes(),
                Pointer.maxPhysicalBytes(),
                direct.equals("0") ? heap : Long.parseLong(direct),
                Pointer.totalPhysicalBytes(),
                heap);
    }
}
