package io.nibble.text;

import io.nibble.text.TemplateReader.Templates;
import io.nibble.text.normalize.Normalization;
import io.nibble.text.normalize.Normalizer;
import io.nibble.text.piece.PieceModel;
import io.nibble.text.split.PreTokenizer;
import io.nibble.text.unicode.CodePoints;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Makes ids of texts as the model was trained with them. Immutable and thread-safe; each thread
 * encodes with an {@link Encoder} of its own.
 */
public final class Tokenizer {
  private final AddedTokens original;
  private final AddedTokens normalized;
  private final List<Normalizer> normalizers;
  private final PreTokenizer preTokenizer;
  private final PieceModel model;
  private final Templates templates;

  Tokenizer(
      List<AddedToken> added,
      boolean trimsSpaces,
      List<Normalizer> normalizers,
      PreTokenizer preTokenizer,
      PieceModel model,
      Templates templates) {
    this.normalizers = List.copyOf(normalizers);
    this.preTokenizer = preTokenizer;
    this.model = model;
    this.templates = templates;
    this.original = find(added, false, trimsSpaces, points -> points);
    this.normalized = find(added, true, trimsSpaces, this::normalizedContent);
  }

  private static AddedTokens find(
      List<AddedToken> added,
      boolean isNormalized,
      boolean trimsSpaces,
      UnaryOperator<int[]> content) {
    List<AddedToken> some =
        added.stream().filter(token -> token.isNormalized() == isNormalized).toList();
    return new AddedTokens(some, trimsSpaces, content);
  }

  /**
   * Reads a tokenizer.
   *
   * @param source the file, for messages
   * @param json {@code tokenizer.json}
   * @throws io.nibble.file.ModelException if it is damaged, or needs what this release does not
   *     have
   */
  public static Tokenizer of(String source, byte[] json) {
    return TokenizerReader.read(source, json);
  }

  /**
   * An encoder for one thread.
   *
   * @param maxTokens the most that a text, or a pair, may have with what is put around it
   */
  public Encoder encoder(int maxTokens) {
    int around = Math.max(templates.single().added(), templates.pair().added());
    if (maxTokens <= around) {
      throw new IllegalArgumentException(
          "maxTokens is " + maxTokens + ", expected more than the " + around + " around a text");
    }
    return new Encoder(this, maxTokens);
  }

  AddedTokens original() {
    return original;
  }

  AddedTokens normalized() {
    return normalized;
  }

  List<Normalizer> normalizers() {
    return normalizers;
  }

  PreTokenizer preTokenizer() {
    return preTokenizer;
  }

  PieceModel model() {
    return model;
  }

  Template single() {
    return templates.single();
  }

  Template pair() {
    return templates.pair();
  }

  private int[] normalizedContent(int[] content) {
    CodePoints text = new CodePoints();
    for (int i = 0; i < content.length; i++) {
      text.add(content[i], i, i + 1);
    }
    CodePoints target = new Normalization(normalizers).of(text, 0, text.length());
    int[] points = new int[target.length()];
    for (int i = 0; i < points.length; i++) {
      points[i] = target.at(i);
    }
    return points;
  }
}
