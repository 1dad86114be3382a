package io.nibble.text;

import io.nibble.text.piece.Pieces;
import io.nibble.text.piece.Tokens;
import io.nibble.text.split.PreTokenizer;
import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Utf8;

/** Tokens of one text, before anything is put around them. Its buffers are used again and again. */
final class Sequence {
  private final Tokenizer tokenizer;
  private final CodePoints original = new CodePoints();
  private final CodePoints scratch = new CodePoints();
  private final CodePoints normalized = new CodePoints();
  private final Tokens tokens = new Tokens();
  private final Pieces pieces;
  private final AddedTokens.Gaps normalize = this::normalize;
  private final AddedTokens.Gaps split = this::split;
  private final PreTokenizer.Sink tokenize = this::tokenize;

  Sequence(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.pieces = tokenizer.model().pieces();
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

  private void normalize(int from, int to) {
    normalized.clear();
    tokenizer.normalizer().normalize(original, from, to, scratch, normalized);
    tokenizer.normalized().split(normalized, 0, normalized.length(), tokens, split);
  }

  private void split(int from, int to) {
    tokenizer.preTokenizer().split(normalized, from, to, tokenize);
  }

  private void tokenize(int from, int to) {
    pieces.tokenize(normalized, from, to, tokens);
  }
}
