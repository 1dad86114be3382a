package io.nibble.kernel;

import io.nibble.kernel.operand.Activation;
import io.nibble.memory.OffHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Prints what this JVM has loaded and a few results; {@link ForkedJvm} runs it. */
final class ReportKernels {
  private ReportKernels() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("available: " + Kernels.available());
    System.out.println("cause: " + NativeLibrary.unavailabilityCause().orElse(null));
    System.out.println("best: " + best());
    System.out.println("withheld: " + Kernels.withheld());
    System.out.println("ensure: " + ensure());
    System.out.println("library: " + mappedLibrary());
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

  /** The path that Linux gives for it. */
  private static String mappedLibrary() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .filter(line -> line.contains("/nibble-") && line.contains(" r-xp "))
          .map(line -> line.substring(line.indexOf('/')))
          .findFirst()
          .orElse("none");
    }
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
