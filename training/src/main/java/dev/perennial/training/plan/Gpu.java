package dev.perennial.training.plan;

/** GPUs by name, with the dense peak rates and memory of NVIDIA's data sheets, and their compute capability. */
public enum Gpu {
    V100_32("7.0", 32, 15.7, 15.7, 125),
    A100_40("8.0", 40, 19.5, 156, 312),
    A100_80("8.0", 80, 19.5, 156, 312),
    H100_80("9.0", 80, 67, 495, 989);

    /** The numbers that products are made of; V100 has no bfloat16 and takes float16 in its place. */
    public enum Precision {
        FP32,
        TF32,
        BF16
    }

    private static final double GIGA = 1e9;
    private static final double TERA = 1e12;

    private final String computeCapability;
    private final long memory;
    private final double fp32;
    private final double tf32;
    private final double bf16;

    Gpu(String computeCapability, int gigabytes, double fp32, double tf32, double bf16) {
        this.computeCapability = computeCapability;
        this.memory = (long) (gigabytes * GIGA);
        this.fp32 = fp32;
        this.tf32 = tf32;
        this.bf16 = bf16;
    }

    public String computeCapability() {
        return computeCapability;
    }

    public long memory() {
        return memory;
    }

    /** Operations a second that products can reach at the most. */
    public double peak(Precision precision) {
        return TERA
                * switch (precision) {
                    case FP32 -> fp32;
                    case TF32 -> tf32;
                    case BF16 -> bf16;
                };
    }
}
