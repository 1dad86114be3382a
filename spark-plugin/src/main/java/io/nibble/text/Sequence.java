package io.nibble.text;

import io.nibble.text.normalize.Normalization;
import io.nibble.text.piece.Pieces;
import io.nibble.text.piece.Tokens;
import io.nibble.text.split.Words;
import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Utf8;

/** Tokens of one text, before anything is put around them. Its buffers are used again and again. */
final class Sequence {
  private final Tokenizer tokenizer;
  private final CodePoints original = new CodePoints();
  private final Tokens tokens = new Tokens();
  private final Normalization normalization;
  private final AddedTokens.Gaps normalize = this::normalize;
  private final AddedTokens.Gaps split;

  Sequence(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.normalization = new Normalization(tokenizer.normalizers());
    Pieces pieces = tokenizer.model().pieces();
    Words words =
        tokenizer
            .preTokenizer()
            .before((text, from, to) -> pieces.tokenize(text, from, to, tokens));
    this.split = words::word;
  }

  Tokens tokens() {
    return tokens;
  }

  void read(byte[] utf8, int from, int length) {
    original.clear();
    tokens.clear();
    Utf8.decode(utf8, from, length, original);
    tokenizer.original().split(original, 0, original.length(), tokens, normalize);
  }

  private void normalize(CodePoints text, int from, int to) {
    CodePoints normalized = normalization.of(text, from, to);
    tokenizer.normalized().split(normalized, 0, normalized.length(), tokens, split);
  }
}
