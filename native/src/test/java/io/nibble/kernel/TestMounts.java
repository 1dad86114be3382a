package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestMounts {
  private static final List<String> TABLE =
      List.of(
          "/dev/root / ext4 rw,relatime 0 0",
          "tmpfs /tmp tmpfs rw,nosuid,noexec,relatime 0 0",
          "tmpfs /tmp/run tmpfs rw 0 0",
          "tmpfs /with\\040space tmpfs rw,noexec 0 0",
          "tmpfs /twice tmpfs rw 0 0",
          "tmpfs /twice tmpfs ro,noexec 0 0");

  @Test
  void theDeepestMountPointDecides() {
    assertThat(noExec("/home/x")).isFalse();
    assertThat(noExec("/tmp")).isTrue();
    assertThat(noExec("/tmp/a/b")).isTrue();
    assertThat(noExec("/tmp/run/a")).isFalse();
    assertThat(noExec("/tmpfiles")).isFalse();
    assertThat(noExec("/with space/a")).isTrue();
  }

  @Test
  void ofTwoMountsInOnePlaceTheLaterDecides() {
    assertThat(noExec("/twice/a")).isTrue();
  }

  @Test
  void thisMachineCanBeAsked() {
    assertThat(Mounts.isNoExec(Path.of("/"))).isFalse();
    assertThat(Mounts.isNoExec(Path.of("/no/such/path"))).isFalse();
  }

  private static boolean noExec(String path) {
    return Mounts.isNoExec(Path.of(path), TABLE);
  }
}
