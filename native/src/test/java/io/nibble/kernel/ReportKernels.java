package io.nibble.kernel;

import java.util.Arrays;

/** Prints what this JVM has loaded and a few results; {@link ForkedJvm} runs it. */
final class ReportKernels {
  private ReportKernels() {}

  public static void main(String[] arguments) {
    System.out.println("available: " + Kernels.available());
    System.out.println("cause: " + NativeLibrary.unavailabilityCause().orElse(null));
    System.out.println("best: " + best());
    System.out.println("withheld: " + Kernels.withheld());
    System.out.println("ensure: " + ensure());
    try (OffHeap block = OffHeap.allocate(8)) {
      block.all().copyFrom(new float[] {-1, 2}, 0, 0, 2);
      Kernels.available()
          .get(Kernels.available().size() - 1)
          .activate(Activation.RELU, block.all(), 2);
      float[] y = new float[2];
      block.all().copyTo(0, y, 0, 2);
      System.out.println("relu: " + Arrays.toString(y));
    }
    System.out.println("live: " + OffHeap.liveBytes());
  }

  private static String best() {
    try {
      return Kernels.best().isa();
    } catch (IsaUnavailableException e) {
      return e.getMessage();
    }
  }

  private static String ensure() {
    try {
      NativeLibrary.ensureAvailable();
      return "ok";
    } catch (UnsatisfiedLinkError e) {
      return e.getMessage();
    }
  }
}
