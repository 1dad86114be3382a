package io.nibble.cli;

import io.nibble.memory.ElementType;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --scale-dtype}. */
final class ScaleType implements ITypeConverter<ElementType> {
  static final String F32 = "f32";
  static final String BF16 = "bf16";

  /** The words that are accepted. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of(F32, BF16).iterator();
    }
  }

  @Override
  public ElementType convert(String value) {
    return switch (value) {
      case F32 -> ElementType.FLOAT32;
      case BF16 -> ElementType.BFLOAT16;
      default ->
          throw new TypeConversionException("'" + value + "' is not one of " + F32 + ", " + BF16);
    };
  }
}
