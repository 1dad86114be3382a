package io.nibble.text.unicode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestUtf8 {
  private static final int[] ODD = {
    0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xA0, 0x9F, 0xED, 0xEF, 0xF0, 0x90, 0x8F,
    0xF4, 0xF5, 0xFF, 0xE2, 0x82, 0xAC, 0xF3, 0xB8
  };

  @Test
  void readsEveryCodePoint() {
    StringBuilder all = new StringBuilder();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        all.appendCodePoint(point);
      }
    }
    assertReadAsJavaDoes(all.toString().getBytes(StandardCharsets.UTF_8), 0);
  }

  @Test
  void replacesWhatIsMalformedAsOftenAsJavaDoes() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(9)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) ODD[random.nextInt(ODD.length)];
      }
      assertReadAsJavaDoes(bytes, bytes.length == 0 ? 0 : random.nextInt(bytes.length));
    }
  }

  private static void assertReadAsJavaDoes(byte[] bytes, int from) {
    CodePoints found = new CodePoints();
    Utf8.decode(bytes, from, bytes.length - from, found);
    int[] expected =
        new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).codePoints().toArray();
    int[] points = new int[found.length()];
    for (int i = 0; i < points.length; i++) {
      points[i] = found.at(i);
      assertThat(found.begin(i) == i && found.end(i) == i + 1).isTrue();
    }
    assertThat(points).isEqualTo(expected);
  }
}
