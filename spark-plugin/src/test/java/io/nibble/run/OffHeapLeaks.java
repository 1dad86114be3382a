package io.nibble.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.memory.OffHeap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails the test that leaves off-heap memory behind. */
public final class OffHeapLeaks implements BeforeEachCallback, AfterEachCallback {
  private long before;

  @Override
  public void beforeEach(ExtensionContext context) {
    before = OffHeap.liveBytes();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(OffHeap.liveBytes()).as("off-heap bytes left by this test").isEqualTo(before);
  }
}
