package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Decomposition;

/** The normalization forms of Unicode. */
public enum UnicodeForm implements Normalizer {
  NFC(false, true),
  NFD(false, false),
  NFKC(true, true),
  NFKD(true, false);

  private final boolean isCompatible;
  private final boolean isComposed;

  UnicodeForm(boolean isCompatible, boolean isComposed) {
    this.isCompatible = isCompatible;
    this.isComposed = isComposed;
  }

  @Override
  public void normalize(CodePoints source, CodePoints target) {
    Decomposition.decompose(source, isCompatible, target);
    if (isComposed) {
      Decomposition.compose(target);
    }
    target.align(source);
  }
}
