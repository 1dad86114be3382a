package io.nibble.memory;

import io.nibble.kernel.NativeLibrary;
import io.nibble.kernel.NativeProvider;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves off-heap memory behind. JUnit finds it by its service file, in
 * this module and in every one that has this module's test jar on its class path.
 */
public final class LeakCheck implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) {
    check(context.getDisplayName());
  }

  static void check(String testClass) {
    long live = OffHeap.liveBytes();
    long inLibrary = NativeLibrary.isAvailable() ? NativeProvider.allocatedBytes() : 0;
    if (live != 0 || inLibrary != 0) {
      throw new AssertionError(
          String.format(
              "%s leaves %d off-heap bytes open, %d of them in the native library; expected 0",
              testClass, live, inLibrary));
    }
  }
}
