package io.nibble.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TestRandomTexts {
  private static final int TEXTS = 30_000;

  @Test
  void becomeTheTokensOfTheLibrary() throws IOException {
    try (TokenizerSearch search = new TokenizerSearch()) {
      for (long seed = 0; seed < TEXTS; seed++) {
        assertThat(search.difference(new RandomTexts(seed).next())).as("seed %d", seed).isEmpty();
      }
    }
  }
}
