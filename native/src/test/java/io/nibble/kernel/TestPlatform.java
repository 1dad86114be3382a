package io.nibble.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestPlatform {
  @Test
  void hasTheNamesOfJavaCpp() {
    assertThat(Platform.of("Linux", "amd64", false)).isEqualTo("linux-x86_64");
    assertThat(Platform.of("Linux", "aarch64", false)).isEqualTo("linux-arm64");
    assertThat(Platform.of("Linux", "amd64", true)).isEqualTo("linux-x86_64-musl");
    assertThat(Platform.of("Mac OS X", "aarch64", false)).isEqualTo("macosx-arm64");
    assertThat(Platform.of("Windows 11", "amd64", false)).isEqualTo("windows-x86_64");
  }

  @Test
  void muslIsKnownByItsLoader() {
    String musl = "7f10-7f18 r--p 00000000 08:01 41  /lib/ld-musl-x86_64.so.1";
    String linked = "7f10-7f18 r--p 00000000 08:01 41  /usr/lib/libc.so";
    String glibc = "7f10-7f18 r--p 00000000 08:01 41  /usr/lib/x86_64-linux-gnu/libc.so.6";
    assertThat(Platform.isMusl(Stream.of("55d0-55d1 rw-p 00000000 00:00 0", musl))).isTrue();
    assertThat(Platform.isMusl(Stream.of(linked))).isTrue();
    assertThat(Platform.isMusl(Stream.of(glibc, "7fff-8000 r-xp 0 00:00 0  [vdso]"))).isFalse();
  }
}
