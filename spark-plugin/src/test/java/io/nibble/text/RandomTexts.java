package io.nibble.text;

import java.util.List;
import java.util.Random;

/** Texts as nobody writes them: of all scripts, with marks and controls in odd places. */
final class RandomTexts {
  private static final int[][] ALPHABETS = {
    {0x00, 0x9F},
    {0x20, 0x7E},
    {0x20, 0x7E},
    {0xA0, 0x24F},
    {0x2B0, 0x36F},
    {0x370, 0x52F},
    {0x530, 0x8FF},
    {0x900, 0xDFF},
    {0xE00, 0x10FF},
    {0x1100, 0x11FF},
    {0x1200, 0x1DFF},
    {0x1E00, 0x1FFF},
    {0x2000, 0x2BFF},
    {0x2C00, 0x33FF},
    {0x3400, 0x9FFF},
    {0xA000, 0xABFF},
    {0xAC00, 0xD7FF},
    {0xE000, 0xF8FF},
    {0xF900, 0xFFFF},
    {0x10000, 0x16FFF},
    {0x17000, 0x1FFFF},
    {0x20000, 0x323AF},
    {0xE0000, 0xE01EF},
    {0x10FFF0, 0x10FFFF}
  };
  private static final List<String> SCRAPS =
      List.of(
          "the",
          "kernels",
          "ing",
          "[SEP]",
          " [MASK]",
          "[CLS",
          "Né Zwei  ",
          "ne zwei drei",
          "İ",
          "ẞ",
          "👩‍👩‍👧",
          "\u0345\u0301",
          "\u302E\u0323",
          "한\u11A8",
          "\u200B",
          "\uFEFF",
          "\r\n",
          "don't",
          "<mask>",
          "λμνλ",
          "ﬁ\u0301",
          "½ ①",
          "क्\u0301ष",
          "©\u200D",
          "中");
  private static final int LONG_WORD = 120;

  private final Random random;

  RandomTexts(long seed) {
    random = new Random(seed);
  }

  String next() {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(10);
    for (int i = 0; i < parts; i++) {
      switch (random.nextInt(8)) {
        case 0 -> text.append(' ');
        case 1, 2 -> text.append(SCRAPS.get(random.nextInt(SCRAPS.size())));
        case 3 -> text.append("aé".repeat(random.nextInt(LONG_WORD / 2)));
        default -> points(text);
      }
    }
    return text.toString();
  }

  private void points(StringBuilder text) {
    int[] alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      int point = random.nextInt(alphabet[0], alphabet[1] + 1);
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        text.appendCodePoint(point);
      }
    }
  }
}
