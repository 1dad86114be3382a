package io.nibble.cli;

import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --group-size}. */
final class GroupSize implements ITypeConverter<Integer> {
  static final String PER_CHANNEL = "channel";

  /** The words that are accepted. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("32", "64", "128", PER_CHANNEL).iterator();
    }
  }

  @Override
  public Integer convert(String value) {
    return switch (value) {
      case "32", "64", "128" -> Integer.valueOf(value);
      case PER_CHANNEL -> 0;
      default ->
          throw new TypeConversionException(
              "'" + value + "' is not one of 32, 64, 128, " + PER_CHANNEL);
    };
  }
}
