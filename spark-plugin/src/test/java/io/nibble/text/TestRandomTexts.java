package io.nibble.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestRandomTexts {
  private static final int TEXTS = 30_000;

  @ParameterizedTest
  @ValueSource(strings = {"wordpiece.json", "bytelevel.json", "unigram.json"})
  void becomeTheTokensOfTheLibrary(String file) throws IOException {
    try (TokenizerSearch search = new TokenizerSearch(file)) {
      for (long seed = 0; seed < TEXTS; seed++) {
        assertThat(search.difference(new RandomTexts(seed).next())).as("seed %d", seed).isEmpty();
      }
    }
  }
}
