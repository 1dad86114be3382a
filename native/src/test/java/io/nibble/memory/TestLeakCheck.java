package io.nibble.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;

class TestLeakCheck {
  @Test
  void anOpenBlockFailsTheClass() {
    try (OffHeap block = OffHeap.allocate(1000)) {
      assertThatThrownBy(() -> LeakCheck.check("Some test"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Some test leaves " + block.size() + " off-heap bytes open");
    }
    LeakCheck.check("Some test");
  }

  @Test
  void isRegisteredForEveryTestClass() throws IOException {
    assertThat(ServiceLoader.load(Extension.class)).hasAtLeastOneElementOfType(LeakCheck.class);
    Properties settings = new Properties();
    try (InputStream in = getClass().getResourceAsStream("/junit-platform.properties")) {
      settings.load(in);
    }
    assertThat(settings).containsEntry("junit.jupiter.extensions.autodetection.enabled", "true");
  }
}
